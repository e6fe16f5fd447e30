import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { yarn } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { findFreeBase } from './lib/ports.mjs';
import { finish, followParent, start, stop } from './lib/processes.mjs';
import { untilOk } from './lib/ready.mjs';
import { playwrightCounts } from './lib/results.mjs';
import { Sorry, say, seconds } from './lib/say.mjs';
import { writePortal } from './pack-portal.mjs';

const plugins = [
  'release-flow-common',
  'release-flow-node',
  'release-flow-backend',
  'release-flow',
];
const packageOf = plugin => `backstage-plugin-${plugin}`;
const firstPort = 33_000;

/** Runs what gives an exit code, or a signal's name. */
async function step(what, perform) {
  const began = Date.now();
  if ((await perform()) !== 0)
    throw new Sorry(`${what}: it failed, see above.`);
  say(`  ${what}: ${seconds(began)}`);
}

const manifests = plugins.map(plugin =>
  inRoot('plugins', plugin, 'package.json'),
);

/** While it is packed, a package.json is another one; ends that if packing was ended. */
function putBack() {
  for (const file of manifests) {
    const kept = `${file}-prepack`;
    if (existsSync(kept)) renameSync(kept, file);
  }
}

/** Makes what would be published; gives where Yarn finds each package. */
async function packAll(tarballs, options) {
  mkdirSync(tarballs);
  const before = manifests.map(file => readFileSync(file, 'utf8'));
  process.once('exit', putBack);
  await step('pack the plugins', () =>
    yarn(
      'pack',
      [
        ...['workspaces', 'foreach', '--all'],
        ...['--include', 'backstage-plugin-*'],
        ...['pack', '--out', join(tarballs, '%s.tgz')],
      ],
      options,
    ),
  );
  process.off('exit', putBack);
  const changed = manifests.filter(
    (file, index) => readFileSync(file, 'utf8') !== before[index],
  );
  if (changed.length > 0) {
    throw new Sorry(`Packing left these changed: ${changed.join(', ')}`);
  }
  return Object.fromEntries(
    plugins
      .map(packageOf)
      .map(name => [name, `file:${join(tarballs, `${name}.tgz`)}`]),
  );
}

function startPortal({ node, env }, portal) {
  const { resolve } = createRequire(join(portal, 'package.json'));
  return start(
    'plain portal',
    node,
    [
      ...['--require', resolve('@backstage/cli/config/nodeTransform.cjs')],
      ...[...followParent, 'src/index.ts'],
      ...['--config', join(portal, 'app-config.yaml')],
    ],
    {
      ipc: true,
      cwd: join(portal, 'packages/backend'),
      env: { ...env, NODE_ENV: 'development' },
    },
  );
}

async function look(tools, { url, portal, onLine }) {
  const report = inRoot('test-results/pack.json');
  rmSync(report, { force: true });
  const code = await finish(
    'pack-look',
    inRoot('node_modules/.bin/playwright'),
    ['test', '--config', 'playwright.pack.config.ts'],
    {
      env: {
        ...tools.env,
        RELEASE_FLOW_PACK_URL: url,
        RELEASE_FLOW_PACK_PORTAL: portal,
        RELEASE_FLOW_CHROMIUM: await ensureChromium(tools),
      },
      onLine,
    },
  );
  return { ...playwrightCounts(report), code };
}

async function tryOut(tools, folder, onLine) {
  const { env } = tools;
  // Declarations for the packages; mistakes in them are what `types` is for.
  const tsc = inRoot('node_modules/.bin/tsc');
  await finish('pack-types', tsc, ['--pretty', 'false'], { env, onLine });
  const found = await packAll(join(folder, 'tarballs'), { env, onLine });

  const portal = join(folder, 'portal');
  const port = await findFreeBase(firstPort);
  writePortal(portal, {
    ports: { port, nobody: `localhost:${port + 1}` },
    lines: ["backend.add(import('backstage-plugin-release-flow-backend'));"],
    app: { 'backstage-plugin-release-flow': '^0.1.0' },
    backend: { 'backstage-plugin-release-flow-backend': '^0.1.0' },
    found,
  });
  await step('install a plain portal with them', () =>
    yarn('pack-install', ['install', '--no-immutable'], {
      env,
      cwd: portal,
      onLine,
    }),
  );
  await step('build its pages', () =>
    finish(
      'pack-build',
      join(portal, 'node_modules/.bin/backstage-cli'),
      [
        ...['package', 'build'],
        ...['--config', join(portal, 'app-config.yaml')],
      ],
      { env, cwd: join(portal, 'packages/app'), onLine },
    ),
  );
  const url = `http://localhost:${port}`;
  const backend = startPortal(tools, portal);
  try {
    await untilOk(backend, `${url}/.backstage/health/v1/readiness`);
    return await look(tools, { url, portal, onLine });
  } finally {
    await stop(backend);
  }
}

/**
 * Packs the plugins as for publishing, installs them in a plain portal outside
 * of this repository, one line in its backend, and looks at it in a browser.
 */
export async function pack(tools, onLine) {
  const folder = mkdtempSync(join(tmpdir(), 'release-flow-pack-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await tryOut(tools, folder, onLine);
  } finally {
    remove();
    process.off('exit', remove);
  }
}
