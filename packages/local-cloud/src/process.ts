import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setDefaultCACertificates } from 'node:tls';
import type { CloudUrls } from './cloud';

const ROOT = resolve(__dirname, '../../..');
const TRIES = 5;

/** A local cloud that runs as a process of its own. */
export interface CloudProcess {
  urls: CloudUrls;
  /** Asks its control API; throws what that refuses. */
  control<T>(method: string, path: string, body?: object): Promise<T>;
  stop(): Promise<void>;
}

/** Starts the local cloud on free ports, and makes this process trust its certificates. */
export async function startCloudProcess(
  env: NodeJS.ProcessEnv = {},
): Promise<CloudProcess> {
  const data = mkdtempSync(join(tmpdir(), 'release-flow-cloud-'));
  const { child, urls } = await startAnywhere(data, env);
  // In place of the others: each cloud's CA has the same name, and tests share a process.
  setDefaultCACertificates([readFileSync(join(data, 'ca.pem'), 'utf8')]);
  return {
    urls,
    control: async <T>(method: string, path: string, body?: object) => {
      const response = await fetch(`${urls.control}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function startAnywhere(data: string, env: NodeJS.ProcessEnv) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startAt(await freePort(), data, env);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

async function startAt(
  portBase: number,
  data: string,
  env: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; urls: CloudUrls }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'packages/local-cloud/src/cli.ts', '--data', data],
    {
      cwd: ROOT,
      env: { ...process.env, ...env, LOCAL_CLOUD_PORT_BASE: String(portBase) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  process.once('exit', () => child.kill());
  let trouble = '';
  child.stderr.on('data', chunk => {
    trouble += chunk;
  });
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line);
    if (said.ready) {
      child.stdout.resume();
      return { child, urls: said as CloudUrls };
    }
  }
  throw new Error(`The local cloud did not start: ${trouble}`);
}

/** A port that was free a moment ago; those after it usually are too. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return Math.min(port, 65_000);
}
