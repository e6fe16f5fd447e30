import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { inRoot } from './paths.mjs';
import { finish } from './processes.mjs';
import { Sorry, say } from './say.mjs';

const supported = [22, 24];
const fetched = '24.21.0';

async function versionOf(command) {
  try {
    const { stdout } = await promisify(execFile)(command, ['--version']);
    return stdout.trim().slice(1);
  } catch {
    return undefined;
  }
}

const major = version => Number(version.split('.')[0]);

/** The path of a Node that Backstage supports, fetched when there is none. */
export async function ensureNode() {
  if (supported.includes(major(process.versions.node))) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const local = inRoot('.node/node_modules', name, 'bin/node');
  if ((await versionOf(local)) === fetched) return local;
  say(
    `This is Node ${process.versions.node}; Backstage needs ` +
      `${supported.join(' or ')}. Fetching Node ${fetched} into .node/ ...`,
  );
  await finish('node', 'npm', [
    ...['install', '--prefix', inRoot('.node'), '--no-save', '--no-audit'],
    ...['--no-fund', '--ignore-scripts', '--fetch-retries=1'],
    `${name}@${fetched}`,
  ]);
  if ((await versionOf(local)) === fetched) return local;
  throw new Sorry(
    `Node ${process.versions.node} is not supported and Node ${fetched} could ` +
      `not be fetched from the npm registry: install Node ${supported.at(-1)} ` +
      'and run this again.',
  );
}

/** The environment in which `node` is the given one. */
export function environmentFor(node) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path };
}
