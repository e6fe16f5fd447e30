import type { Artifact } from 'backstage-plugin-release-flow-common';
import { once } from 'events';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { startLocalCloud } from '../providers/__testUtils__/localCloud';
import {
  toDeployment,
  toRelease,
  toRun,
  type DeploymentJson,
  type ReleaseJson,
  type RunJson,
} from '../providers/github/mapping';
import type { FakeWorld } from './FakeWorld';

const IMAGE = 'registry.example/qfa-backend';
const TOKEN = 'local-token-release-flow';

/** What the deployments that are recorded below bring, one after the other. */
const BROUGHT = {
  'dev success': ['v0.4.0', 'v0.5.0'],
  'staging success': ['v0.4.0'],
  'prd success': ['v0.4.0'],
};

export interface Delivery {
  event: string;
  payload: any;
  headers: Record<string, string>;
  body: string;
  /** Of what a successful deployment brought. */
  digest?: string;
}

export interface Recording {
  host: string;
  deliveries: Delivery[];
  /** Numbers of deliveries after which something was over. */
  epochs: number[];
}

/**
 * What the local cloud sends while a release is drafted, published and brought to production past
 * the flow, and the next one is drafted.
 */
export async function recordDeliveries(secret: string): Promise<Recording> {
  const deliveries: Delivery[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const event = String(request.headers['x-github-event']);
    const headers = Object.fromEntries(
      ['content-type', 'x-github-event', 'x-hub-signature-256'].map(name => [
        name,
        String(request.headers[name]),
      ]),
    );
    deliveries.push({ event, payload: JSON.parse(body), headers, body });
    response.writeHead(202).end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;

  const cloud = await startLocalCloud();
  const epochs: number[] = [];
  const api = async (method: string, path: string, body: unknown) => {
    const url = `http://${cloud.githubHost}/api/v3/repos/acme/qfa-backend${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  /** Waits until all of this was told, as often as it is named. */
  const told = async (...facts: string[]) => {
    const isTold = () => {
      const left = deliveries.map(factOf);
      return facts.every(fact => {
        const at = left.indexOf(fact);
        return at >= 0 && left.splice(at, 1).length === 1;
      });
    };
    while (!isTold()) await new Promise(it => setTimeout(it, 20));
    epochs.push(deliveries.length - 1);
  };
  const dispatch = (workflow: string, inputs: Record<string, string>) =>
    api('POST', `/actions/workflows/${workflow}/dispatches`, {
      ref: 'main',
      inputs,
    });
  try {
    await cloud.control('POST', '/clock', { scale: 40 });
    await api('POST', '/hooks', {
      config: {
        url: `http://127.0.0.1:${port}/`,
        content_type: 'json',
        secret,
      },
      events: ['*'],
    });
    await dispatch('release.yaml', { bump: 'minor' });
    await told('release v0.4.0', 'dev success', 'release.yaml completed');
    const drafted = deliveries.find(({ event }) => event === 'release')!;
    const { id } = drafted.payload.release;
    await api('PATCH', `/releases/${id}`, { draft: false });
    await told('staging success', 'auto-staging-on-publish.yaml completed');
    await dispatch('promote-to-prd.yaml', { tag: 'v0.4.0' });
    await told('prd success', 'promote-to-prd.yaml completed');
    await dispatch('release.yaml', { bump: 'minor' });
    await told(
      ...['dev success', 'release.yaml completed'],
      ...['release v0.5.0', 'dev success', 'release.yaml completed'],
    );
  } finally {
    await cloud.stop();
    receiver.close();
  }
  for (const [fact, tags] of Object.entries(BROUGHT)) {
    const successes = deliveries.filter(it => factOf(it) === fact);
    successes.forEach((success, index) => {
      const { payload } = deliveries.find(
        it => factOf(it) === `release ${tags[index]}`,
      )!;
      success.digest = digestOf(payload.release.body);
    });
  }
  return { host: cloud.githubHost, deliveries, epochs };
}

/** The few events that say how far things are. */
function factOf({ event, payload }: Delivery): string {
  switch (event) {
    case 'release':
      return `release ${payload.release.tag_name}`;
    case 'workflow_run':
      return `${toRun(payload.workflow_run).workflow} ${payload.action}`;
    case 'deployment_status':
      return `${payload.deployment.environment} ${payload.deployment_status.state}`;
    default:
      return event;
  }
}

/**
 * GitHub, the registry and the sites as they are when this is sent. Neighbours may be recorded in
 * the wrong order, so nothing goes back to what it was before.
 */
export function tellWorld(world: FakeWorld, delivery: Delivery) {
  const { event, payload, digest } = delivery;
  switch (event) {
    case 'release':
      return tellRelease(world, payload.release);
    case 'workflow_run':
      return tellRun(world, payload.workflow_run);
    case 'deployment':
      return tellDeployment(world, payload.deployment, null);
    case 'deployment_status':
      if (digest) {
        world.live.set(payload.deployment.environment, artifactOf(digest));
      }
      return tellDeployment(
        world,
        payload.deployment,
        payload.deployment_status,
      );
    default:
      return undefined;
  }
}

/** Newest first, as GitHub lists; what is known is replaced. */
function put<T extends { id: string }>(list: T[], item: T) {
  const at = list.findIndex(({ id }) => id === item.id);
  if (at < 0) list.unshift(item);
  else list[at] = item;
}

function tellRelease(world: FakeWorld, json: ReleaseJson) {
  const release = toRelease(json);
  const before = world.releases.find(({ id }) => id === release.id);
  if (before && before.state !== 'draft') return;
  const digest = digestOf(release.body);
  world.images.set(`${IMAGE}:${release.tag}`, digest);
  world.labels.set(digest, {});
  if (release.state !== 'draft') {
    world.tags.set(release.tag, release.targetCommitish);
  }
  put(world.releases, release);
}

function tellRun(world: FakeWorld, json: RunJson) {
  const run = toRun(json);
  const before = world.runs.find(({ id }) => id === run.id);
  if (before?.status === 'completed') return;
  put(world.runs, run);
}

function tellDeployment(
  world: FakeWorld,
  json: DeploymentJson,
  status: { state: string } | null,
) {
  const { updatedAt, ...deployment } = toDeployment(json);
  const before = world.deployments.find(({ id }) => id === deployment.id);
  const isOver = before?.state === 'success' || before?.state === 'inactive';
  if (isOver && status?.state !== 'inactive') return;
  put(world.deployments, {
    ...deployment,
    state: status?.state ?? before?.state ?? null,
  });
}

function artifactOf(digest: string): Artifact {
  return [{ component: 'api', identity: { image: IMAGE, digest } }];
}

function digestOf(body: string): string {
  return /sha256:[0-9a-f]{64}/.exec(body)![0];
}
