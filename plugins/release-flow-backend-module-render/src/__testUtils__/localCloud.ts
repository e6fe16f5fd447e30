import type { JsonObject } from '@backstage/types';
import { spawn, type ChildProcess } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { createServer, type AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { setDefaultCACertificates } from 'tls';

const ROOT = resolve(__dirname, '../../../..');
const TRIES = 5;

interface Urls {
  render: string;
  renderPort: number;
  control: string;
}

export interface LocalCloud extends Urls {
  ask<T>(method: string, path: string, body?: JsonObject): Promise<T>;
  stop(): Promise<void>;
}

/** Starts the local cloud as a process of its own, and makes this one trust its certificates. */
export async function startLocalCloud(): Promise<LocalCloud> {
  const data = mkdtempSync(join(tmpdir(), 'release-flow-render-'));
  const { child, urls } = await startAnywhere(data);
  setDefaultCACertificates([readFileSync(join(data, 'ca.pem'), 'utf8')]);
  return {
    ...urls,
    ask: async <T>(method: string, path: string, body?: JsonObject) => {
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

async function startAnywhere(data: string) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startAt(await freePort(), data);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

async function startAt(
  portBase: number,
  data: string,
): Promise<{ child: ChildProcess; urls: Urls }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'packages/local-cloud/src/cli.ts', '--data', data],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        LOCAL_CLOUD_PORT_BASE: String(portBase),
        // So slow that nothing moves by itself, however slow the machine is.
        LOCAL_CLOUD_CLOCK_SCALE: '0.02',
      },
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
      return { child, urls: said as Urls };
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
