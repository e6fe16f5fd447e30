import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { inRoot } from './paths.mjs';
import { finish } from './processes.mjs';
import { Sorry, say, seconds } from './say.mjs';

const stamp = inRoot('node_modules/.release-flow-install');

function manifests() {
  const packages = ['plugins', 'packages'].flatMap(folder =>
    readdirSync(inRoot(folder)).map(name => `${folder}/${name}/package.json`),
  );
  return ['package.json', 'yarn.lock', '.yarnrc.yml', ...packages]
    .map(path => inRoot(path))
    .filter(path => existsSync(path));
}

function fingerprint() {
  const hash = createHash('sha256');
  hash.update(`${process.platform}-${process.arch}`);
  for (const path of manifests()) hash.update(readFileSync(path));
  return hash.digest('hex');
}

/** Yarn takes npm's registry and certificates, which people have set up. */
function yarnEnvironment(env) {
  const { npm_config_registry: registry, npm_config_cafile: ca } = env;
  const defaults = {};
  if (registry) defaults.YARN_NPM_REGISTRY_SERVER = registry;
  if (registry?.startsWith('http://')) {
    defaults.YARN_UNSAFE_HTTP_WHITELIST = new URL(registry).hostname;
  }
  if (ca) defaults.YARN_HTTPS_CA_FILE_PATH = ca;
  return { ...defaults, ...env };
}

/** Runs Yarn in the version that package.json names; gives its exit code. */
export function yarn(name, args, { env, ...options }) {
  const { packageManager } = JSON.parse(
    readFileSync(inRoot('package.json'), 'utf8'),
  );
  const version = packageManager.split('@')[1];
  return finish(
    name,
    'npx',
    [
      ...['--yes', '--fetch-retries=1', '-p', `@yarnpkg/cli-dist@${version}`],
      ...['yarn', ...args],
    ],
    { ...options, env: yarnEnvironment(env) },
  );
}

function explain(output) {
  const offline = output.find(line =>
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|RequestError/.test(
      line,
    ),
  );
  if (offline) {
    return 'The npm registry cannot be reached: check the network, or `npm config get registry`.';
  }
  if (output.some(line => line.includes('YN0028'))) {
    return 'yarn.lock does not fit the package.json files: run `yarn install` and commit it.';
  }
  const error = output.find(line => /YN\d+: .*(error|✘)|npm error/i.test(line));
  return `The packages could not be installed: ${error ?? output.at(-1)}`;
}

/** Installs the packages when package.json files or the lockfile changed. */
export async function ensurePackages(env) {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const began = Date.now();
  say('Installing packages (about three minutes the first time) ...');
  rmSync(stamp, { force: true });
  const output = [];
  const code = await yarn('install', ['install', '--immutable'], {
    env,
    onLine: line => {
      output.push(line);
      if (/[┌·]|YN0013/.test(line)) say(`  ${line.replace(/^➤ /, '')}`);
    },
  });
  if (code !== 0) throw new Sorry(explain(output));
  writeFileSync(stamp, wanted);
  say(`Packages installed in ${seconds(began)}.`);
}
