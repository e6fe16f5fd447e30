import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { finish } from './processes.mjs';
import { Sorry, say } from './say.mjs';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = commands.flatMap(name => folders.map(dir => join(dir, name)));
  return [...paths, ...applications].find(path => existsSync(path));
}

/** Where Playwright keeps the Chromium that belongs to it. */
function ofPlaywright({ node }) {
  const script =
    "process.stdout.write(require('@playwright/test').chromium.executablePath())";
  return new Promise(done => {
    execFile(node, ['-e', script], { cwd: inRoot() }, (error, path) =>
      done(!error && existsSync(path) ? path : undefined),
    );
  });
}

async function download(tools) {
  const { resolve } = createRequire(inRoot('package.json'));
  await finish(
    'chromium',
    tools.node,
    [resolve('@playwright/test/cli'), 'install', 'chromium'],
    { env: tools.env },
  );
  return ofPlaywright(tools);
}

async function fromDebian({ env }) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    return undefined;
  }
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => finish('chromium', 'apt-get', args, { env: quiet });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', 'chromium');
  return installed();
}

/** The path of a Chromium, brought when the machine has none. */
export async function ensureChromium(tools) {
  const found =
    process.env.RELEASE_FLOW_CHROMIUM ||
    installed() ||
    (await ofPlaywright(tools));
  if (found) return found;
  say('  No Chromium on this machine; fetching one ...');
  const brought = (await download(tools)) ?? (await fromDebian(tools));
  if (brought) return brought;
  throw new Sorry(
    'The browser tests need Chromium: install the package chromium, or name ' +
      'one in RELEASE_FLOW_CHROMIUM.',
  );
}
