import fs from 'node:fs';
import { advanceRuns } from './actions/advanceRuns';
import { awsHandler } from './aws/aws';
import { advanceRollouts } from './aws/ecs/rollouts';
import { advanceTasks } from './aws/ecs/tasks';
import { armHandler } from './azure/arm';
import { identityHandler } from './azure/identity';
import { finishStarts } from './azure/siteContainers';
import { sitesHandler } from './azure/sites';
import type { CloudUrls } from './cloud';
import { Cloud } from './cloud';
import type { FaultyService } from './control/faults';
import { withFaults } from './control/faults';
import type { ControlHooks } from './control/server';
import { controlHandler } from './control/server';
import { githubHandler } from './github/server';
import type { ListeningServer, TlsMaterial } from './http/listen';
import { listenOnLoopback } from './http/listen';
import { refuseForeign } from './http/loopback';
import type { Handler } from './http/wire';
import { registryHandler } from './registry/server';
import { advanceDeploys } from './render/deploys';
import { renderHandler, withRenderSites } from './render/handler';
import { emptyState, seedSample } from './seed';
import type { CloudState } from './state/cloudModel';
import { movePorts } from './state/movePorts';
import { StateFile } from './state/stateFile';
import { loadCertificates, makeCertificates } from './tls/certificates';

const TICK_MS = 100;
const DEFAULT_WEBHOOK_URL =
  'http://localhost:7007/api/release-flow/webhooks/github';

export interface LocalCloudOptions {
  /** Where the state and the certificates live; in memory when absent. */
  dataDir?: string;
  /** The first of eight ports in a row; free ones are taken when absent. */
  portBase?: number;
  /** Changes the freshly seeded state, before anything is served. */
  seed?: (state: CloudState) => void;
  /** How many times faster than real the simulated work goes. */
  clockScale?: number;
  webhookUrl?: string;
  /** Names of services beside those of the sample. */
  services?: string[];
  /** Between 0 and 1; decides whether a fault that is not certain strikes. */
  random?: () => number;
}

export interface LocalCloud {
  urls: CloudUrls;
  /** The CA that signed what ARM and the registry present. */
  ca: string;
  readonly state: CloudState;
  close(): Promise<void>;
}

export async function startLocalCloud(
  options: LocalCloudOptions = {},
): Promise<LocalCloud> {
  const { dataDir, webhookUrl } = options;
  if (dataDir) fs.mkdirSync(dataDir, { recursive: true });
  const certificates = dataDir
    ? await loadCertificates(dataDir)
    : await makeCertificates();
  const read = dataDir ? StateFile.read(dataDir) : undefined;
  // What an older state file does not know yet is there, and empty.
  const kept = read && { ...emptyState(Date.now()), ...read };
  const cloud = new Cloud(kept ?? emptyState(Date.now()));
  if (options.random) cloud.random = options.random;
  const seed = () => {
    seedSample(cloud, webhookUrl ?? DEFAULT_WEBHOOK_URL, options.services);
    options.seed?.(cloud.state);
  };
  const tick = () => {
    advanceRuns(cloud);
    finishStarts(cloud);
    advanceDeploys(cloud);
    advanceRollouts(cloud);
    advanceTasks(cloud);
  };
  const reset = async () => {
    const before = cloud.state;
    // Credentials that clients hold go on working: only what they talk about is new.
    cloud.state = {
      ...emptyState(Date.now()),
      ports: before.ports,
      armTokens: before.armTokens,
    };
    cloud.state.clock.scale = before.clock.scale;
    seed();
  };
  let open!: () => void;
  const ready = new Promise<void>(resolve => {
    open = resolve;
  });
  const handlers = handlersOf(cloud, certificates.server, { reset, tick });
  const servers = await listenEverywhere(handlers, options.portBase, ready);
  const ports = servers.map(server => server.port);
  cloud.urls = urlsOf(ports);
  if (kept) cloud.state = movePorts(kept, ports);
  cloud.state.ports = ports;
  if (!kept) seed();
  else if (webhookUrl) pointHooksAt(cloud, webhookUrl);
  if (options.clockScale) cloud.state.clock.scale = options.clockScale;

  const file = dataDir && new StateFile(dataDir, () => cloud.state);
  if (file) {
    cloud.onChange = () => file.changed();
    file.write();
  }
  const timer = setInterval(tick, TICK_MS);
  open();
  return {
    urls: cloud.urls,
    ca: certificates.ca,
    get state() {
      return cloud.state;
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all(servers.map(server => server.close()));
      cloud.onChange = () => {};
      if (file) file.write();
    },
  };
}

/** The sample's own hook goes where the portal of this start listens. */
function pointHooksAt(cloud: Cloud, url: string): void {
  for (const repo of cloud.state.repositories) {
    if (repo.hooks[0]) repo.hooks[0].url = url;
  }
}

interface Served {
  handler: Handler;
  tls?: TlsMaterial;
}

/** In the order of their ports. */
function handlersOf(
  cloud: Cloud,
  tls: TlsMaterial,
  hooks: ControlHooks,
): Served[] {
  const faulty = (service: FaultyService, handler: Handler): Handler =>
    withFaults(cloud, service, handler);
  return [
    { handler: faulty('github', githubHandler(cloud)) },
    { handler: faulty('arm', armHandler(cloud)), tls },
    { handler: faulty('registry', registryHandler(cloud)), tls },
    { handler: faulty('identity', identityHandler(cloud)) },
    { handler: faulty('sites', withRenderSites(cloud, sitesHandler(cloud))) },
    { handler: controlHandler(cloud, hooks) },
    { handler: faulty('aws', awsHandler(cloud)) },
    { handler: faulty('render', renderHandler(cloud)), tls },
  ];
}

/** Requests that come before `ready` wait for it. */
async function listenEverywhere(
  all: Served[],
  portBase: number | undefined,
  ready: Promise<void>,
): Promise<ListeningServer[]> {
  const servers: ListeningServer[] = [];
  for (const [index, { handler, tls }] of all.entries()) {
    const listening = listenOnLoopback({
      port: portBase === undefined ? 0 : portBase + index,
      tls,
      handler: async request => {
        await ready;
        return refuseForeign(request) ?? handler(request);
      },
    });
    servers.push(await closingOthers(listening, servers));
  }
  return servers;
}

async function closingOthers(
  listening: Promise<ListeningServer>,
  others: ListeningServer[],
): Promise<ListeningServer> {
  try {
    return await listening;
  } catch (error) {
    await Promise.all(others.map(server => server.close()));
    throw error;
  }
}

function urlsOf(ports: number[]): CloudUrls {
  const [github, arm, registry, identity, sites, control, aws, render] = ports;
  return {
    github: `http://localhost:${github}`,
    arm: `https://localhost:${arm}`,
    registry: `https://localhost:${registry}`,
    registryHost: `localhost:${registry}`,
    identity: `http://localhost:${identity}/msi/token`,
    sitesPort: sites,
    control: `http://localhost:${control}`,
    aws: `http://localhost:${aws}`,
    render: `https://localhost:${render}/v1`,
    renderPort: render,
  };
}
