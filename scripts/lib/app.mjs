import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inData, inRoot } from './paths.mjs';
import { portalEnvironment, urlOf } from './backend.mjs';
import { finish, start } from './processes.mjs';
import { untilOk } from './ready.mjs';
import { Sorry, say, seconds } from './say.mjs';

const cli = inRoot('node_modules/.bin/backstage-cli');

const sources = [
  'yarn.lock',
  'packages/app/package.json',
  'packages/app/public',
  'packages/app/src',
  'plugins/release-flow/package.json',
  'plugins/release-flow/src',
  'plugins/release-flow-common/package.json',
  'plugins/release-flow-common/src',
];

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(name => !name.includes('.test.'))
    .sort()
    .flatMap(name => filesOf(join(path, name)));
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(path => filesOf(inRoot(path)))) {
    hash.update(`${file}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Builds the portal's pages when what they are made from changed. */
export async function ensureApp({ env }) {
  const stamp = inRoot('packages/app/dist/.built-from');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const began = Date.now();
  say('Building the portal (about 20 s) ...');
  rmSync(stamp, { force: true });
  const code = await finish(
    'app-build',
    cli,
    ['package', 'build', '--config', inRoot('app-config.yaml')],
    { cwd: inRoot('packages/app'), env },
  );
  if (code !== 0) {
    throw new Sorry(
      `The portal could not be built; see ${inData('logs/app-build.log')}.`,
    );
  }
  writeFileSync(stamp, wanted);
  say(`Portal built in ${seconds(began)}.`);
}

/** Starts the development server, which rebuilds pages as they change. */
export async function startAppServer({ env }, ports) {
  const handle = start(
    'app',
    cli,
    ['package', 'start', '--config', inRoot('app-config.yaml')],
    {
      cwd: inRoot('packages/app'),
      env: { ...env, ...portalEnvironment(ports) },
    },
  );
  await untilOk(handle, urlOf(ports.portal));
  return handle;
}
