import { rmSync } from 'node:fs';
import { pack } from '../pack-check.mjs';
import { apiReports } from './apiReports.mjs';
import { ensureChromium } from './chromium.mjs';
import { inRoot } from './paths.mjs';
import { findFreeBase } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { finish } from './processes.mjs';
import { jestCounts, playwrightCounts } from './results.mjs';

const bin = name => inRoot('node_modules/.bin', name);

/** A check that is one thing: it passes or fails. */
const single =
  (name, command, ...args) =>
  async ({ env }, onLine) => {
    const code = await finish(name, bin(command), args, { env, onLine });
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };

async function unit(tools, onLine) {
  const report = inRoot('test-results/unit.json');
  rmSync(report, { force: true });
  const postgres = await startPostgres(tools);
  try {
    const code = await finish(
      'unit',
      bin('backstage-cli'),
      [
        ...['repo', 'test', '--watchAll=false', '--maxWorkers=2'],
        ...['--json', `--outputFile=${report}`],
      ],
      {
        env: {
          ...tools.env,
          BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: postgres.url,
        },
        onLine,
      },
    );
    return { ...jestCounts(report), code };
  } finally {
    await postgres.stop();
  }
}

async function browser(tools, onLine) {
  const report = inRoot('test-results/e2e.json');
  rmSync(report, { force: true });
  const code = await finish('e2e', bin('playwright'), ['test'], {
    env: {
      ...tools.env,
      RELEASE_FLOW_PORT_BASE: String(await findFreeBase(23_000)),
      RELEASE_FLOW_CHROMIUM: await ensureChromium(tools),
    },
    onLine,
  });
  return { ...playwrightCounts(report), code };
}

/** Tests of the whole by REST; they start portals of their own. */
async function rest(tools, onLine) {
  const report = inRoot('test-results/rest.json');
  rmSync(report, { force: true });
  const postgres = await startPostgres(tools);
  try {
    const code = await finish(
      'rest',
      bin('playwright'),
      ['test', '--config', 'playwright.rest.config.ts'],
      {
        env: { ...tools.env, RELEASE_FLOW_TEST_POSTGRES_URL: postgres.url },
        onLine,
      },
    );
    return { ...playwrightCounts(report), code };
  } finally {
    await postgres.stop();
  }
}

/** Promotions on three replicas, while backends and the systems outside fail. */
const faults = promotions => async (tools, onLine) => {
  const report = inRoot('test-results/faults.json');
  rmSync(report, { force: true });
  const postgres = await startPostgres(tools);
  try {
    const code = await finish(
      'faults',
      bin('playwright'),
      ['test', '--config', 'playwright.faults.config.ts'],
      {
        env: {
          ...tools.env,
          RELEASE_FLOW_TEST_POSTGRES_URL: postgres.url,
          RELEASE_FLOW_FAULTS_PROMOTIONS: String(promotions),
        },
        onLine,
      },
    );
    return { ...playwrightCounts(report), code };
  } finally {
    await postgres.stop();
  }
};

/**
 * In the order in which they run; `shows` picks lines to print meanwhile.
 * What takes long and rarely breaks runs `onRequest`, by its name.
 */
export const checks = [
  { name: 'types', run: single('types', 'tsc', '--pretty', 'false') },
  { name: 'api-reports', run: apiReports },
  { name: 'format', run: single('format', 'prettier', '--check', '.') },
  {
    name: 'lint',
    run: single(
      'lint',
      ...['backstage-cli', 'repo', 'lint', '--max-warnings', '0'],
      ...['--format', 'stylish'],
    ),
  },
  {
    name: 'lint-scripts',
    run: single(
      'lint-scripts',
      'eslint',
      '--ext',
      '.ts,.mjs',
      'scripts',
      'e2e',
    ),
  },
  { name: 'unit', run: unit, shows: /^(PASS|FAIL) |✕|●.*›/ },
  { name: 'rest', run: rest, shows: /^\s+[✓✘]/ },
  { name: 'faults', run: faults(40), shows: /^\s+[✓✘]|^│/ },
  { name: 'browser', run: browser, shows: /^\s+[✓✘]/ },
  { name: 'pack', run: pack, shows: /^\s+[✓✘]/, onRequest: true },
  {
    name: 'faults-long',
    run: faults(300),
    shows: /^\s+[✓✘]|^│/,
    onRequest: true,
  },
];
