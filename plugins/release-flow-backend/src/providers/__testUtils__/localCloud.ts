import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { spawn, type ChildProcess } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { createServer, type AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';
import { setDefaultCACertificates } from 'tls';

const ROOT = resolve(__dirname, '../../../../..');
const TRIES = 5;

/** The site as the control API tells it. */
export interface SiteSummary {
  name: string;
  configuredDigest: string;
  liveDigest: string | null;
  changes: number;
}

export interface LocalCloud {
  githubHost: string;
  registryHost: string;
  sitesPort: number;
  config: ConfigReader;
  control<T>(method: string, path: string, body?: JsonObject): Promise<T>;
  site(name: string): Promise<SiteSummary>;
  stop(): Promise<void>;
}

interface Urls {
  github: string;
  arm: string;
  registryHost: string;
  identity: string;
  sitesPort: number;
  control: string;
}

/** Starts the local cloud as a process of its own, and makes this one trust its certificates. */
export async function startLocalCloud(): Promise<LocalCloud> {
  const data = mkdtempSync(join(tmpdir(), 'release-flow-providers-'));
  const { child, urls } = await startAnywhere(data);
  // In place of the others: each cloud's CA has the same name, and tests share a process.
  setDefaultCACertificates([readFileSync(join(data, 'ca.pem'), 'utf8')]);
  process.env.IDENTITY_ENDPOINT = urls.identity;
  process.env.IDENTITY_HEADER = 'local';
  const githubHost = new URL(urls.github).host;

  async function control<T>(
    method: string,
    path: string,
    body?: JsonObject,
  ): Promise<T> {
    const response = await fetch(`${urls.control}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`);
    }
    return (response.status === 204 ? undefined : response.json()) as T;
  }

  return {
    githubHost,
    registryHost: urls.registryHost,
    sitesPort: urls.sitesPort,
    config: new ConfigReader(configOf(urls, githubHost)),
    control,
    site: async name => {
      const { sites } = await control<{ sites: SiteSummary[] }>(
        'GET',
        '/sites',
      );
      return sites.find(site => site.name === name)!;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function configOf(urls: Urls, githubHost: string): JsonObject {
  return {
    integrations: {
      github: [
        {
          host: githubHost,
          apiBaseUrl: `${urls.github}/api/v3`,
          token: 'local-token-release-flow',
        },
      ],
    },
    releaseFlow: {
      azure: {
        subscription: '00000000-0000-0000-0000-000000000001',
        endpoint: urls.arm,
        credential: 'managed-identity',
      },
      probes: { allowedHosts: [`*.localhost:${urls.sitesPort}`] },
    },
  };
}

async function startAnywhere(
  data: string,
): Promise<{ child: ChildProcess; urls: Urls }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startAt(await freePort(), data);
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

async function startAt(portBase: number, data: string) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'packages/local-cloud/src/cli.ts', '--data', data],
    {
      cwd: ROOT,
      env: { ...process.env, LOCAL_CLOUD_PORT_BASE: String(portBase) },
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

/** A port that was free a moment ago; the five after it usually are too. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return Math.min(port, 65_000);
}
