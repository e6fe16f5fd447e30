import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parseEntityRef } from '@backstage/catalog-model';
import type { Allow } from 'backstage-plugin-release-flow-common';
import { exampleBinding } from './__testUtils__/bindings';
import {
  agentEdges,
  routeEdges,
  scaffolderEdges,
  type Edge,
} from './__testUtils__/edgeTable';
import { Harness } from './__testUtils__/harness';
import type { Decision } from './__testUtils__/PolicyPermissions';
import { startEdges } from './__testUtils__/startEdges';
import { routes } from './http/routes';
import { createActions } from './scaffolder/actions';

jest.setTimeout(120_000);

const OWNER = 'group:default/qfa';
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const as = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);
const ci = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('external:ci'),
  targetPluginId: 'release-flow',
});
const actor = mockCredentials.user('user:default/mona');

let backend: Awaited<ReturnType<typeof startEdges>>;
let ids: { promotion: string; freeze: string };

/** A flow that lets its owner do everything, so that only permissions decide. */
function openBinding() {
  const binding = exampleBinding();
  const acts: Array<keyof Allow> = ['promote', 'rollback', 'ephemeral'];
  acts.push('approve', 'hold', 'override', 'resolve', 'apply', 'emergency');
  acts.push('operate');
  const allow = Object.fromEntries(acts.map(act => [act, [OWNER]]));
  const checklist = {
    type: 'checklist',
    name: 'go-live',
    items: [{ id: 'told', text: 'Support was told', evidence: false }],
    scope: 'promotion',
  };
  const environments = binding.environments.map(environment => ({
    ...environment,
    allow,
    gates:
      environment.id === 'prd'
        ? [...environment.gates, checklist]
        : environment.gates,
  }));
  const runbooks = [
    {
      id: 'try',
      title: 'Try',
      steps: [],
      environments: ['dev'],
      run: { by: 'workflow' as const, workflow: 'try.yaml' },
      gates: [],
    },
  ];
  return { ...binding, environments, runbooks };
}

beforeAll(async () => {
  const binding = openBinding();
  const harness = await Harness.create(
    await databases.init('SQLITE_3'),
    binding,
  );
  harness.release('v0.3.7', 'a', 'published');
  harness.release('v0.4.0', 'b', 'draft');
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  harness.world.branches.set('feat/x', 'e'.repeat(40));
  await harness.look();
  await harness.stores.flows.put({
    ref: binding.flow.ref,
    title: binding.flow.title,
    mode: 'enforce',
    revision: 'r1',
    spec: {
      owner: OWNER,
      ...{ artifacts: [], source: binding.source },
      ...{ environments: binding.environments, paths: binding.paths },
    },
    error: null,
    seenAt: new Date().toISOString(),
  } as never);
  backend = await startEdges(harness);
  const wish = {
    environment: 'prd',
    release: 'v0.3.7',
    intent: 'redeploy',
  };
  const path = '/services/component/default/qfa-backend/promotions';
  const asked = await send('post', path, wish, as('ada'));
  const freeze = routeEdges['post /freezes'].body;
  const declared = await send('post', '/freezes', freeze);
  ids = { promotion: asked.answer.id, freeze: declared.answer.id };
});
afterAll(() => backend?.stop());

/** What came back: done, refused by permission, or an empty list. */
type Outcome = 'passes' | 'refused' | { unexpected: unknown };

function answerOf(type: string, text: string) {
  if (type.includes('markdown')) return text;
  return type.includes('ndjson')
    ? text
        .trim()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
    : JSON.parse(text);
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  authorization = as('mona'),
  headers?: Record<string, string>,
) {
  const response = await fetch(`${backend.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    answer: answerOf(response.headers.get('content-type') ?? '', text),
  };
}

/** Done, or refused by what is asked for and not by who asks. */
const isNoRefusal = (status: number) =>
  status < 300 || [400, 409].includes(status);

function outcomeOf(
  edge: Edge,
  { status, answer }: { status: number; answer: any },
): Outcome {
  if (status === 403) return 'refused';
  if (!isNoRefusal(status)) return { unexpected: { status, answer } };
  if (edge.items && edge.items(answer).length === 0) return 'refused';
  return 'passes';
}

const callRoute = (key: string, edge: Edge) => async (): Promise<Outcome> => {
  const [method, template] = key.split(' ');
  const { kind, namespace, name } = parseEntityRef(
    template.startsWith('/flows/')
      ? exampleBinding().flow.ref
      : 'component:default/qfa-backend',
  );
  const id = template.startsWith('/freezes') ? ids.freeze : ids.promotion;
  const values: Record<string, string> = {
    ...{ kind, namespace, name, id },
    release: template.endsWith('/publish') ? 'v0.4.0' : 'v0.3.7',
    environment: 'dev',
    runbook: 'try',
    tag: 'v0.3.7',
  };
  const path = template.replace(/\{(\w+)\}/g, (_, field) => values[field]);
  const query = edge.query ? `?${edge.query}` : '';
  const who = edge.byCi ? ci : as('mona');
  const url = `${path}${query}`;
  return outcomeOf(edge, await send(method, url, edge.body, who, edge.headers));
};

const callAgent = (name: string, edge: Edge) => async (): Promise<Outcome> =>
  outcomeOf(
    edge,
    await send(
      'post',
      `/.backstage/actions/v1/actions/release-flow:${name}/invoke`,
      edge.body,
    ),
  );

const tools = () => ({
  auth: mockServices.auth({ pluginId: 'scaffolder' }),
  discovery: {
    getBaseUrl: async () => backend.url,
    getExternalBaseUrl: async () => backend.url,
  },
  appUrl: 'http://portal',
  fetch,
  now: Date.now,
  sleep: async () => undefined,
});

const callScaffolder =
  (id: string, edge: Edge) => async (): Promise<Outcome> => {
    const action = createActions(tools()).find(it => it.id === id)!;
    const text = JSON.stringify(edge.body).replace('{id}', ids.promotion);
    const context = createMockActionContext({ input: JSON.parse(text) });
    return action
      .handler({
        ...(context as any),
        task: { id: `${id}-${Math.random()}` },
        getInitiatorCredentials: async () => actor,
      })
      .then(
        () => 'passes' as const,
        (error: Error) => {
          if (/^NotAllowedError/.test(error.message)) return 'refused';
          const isSaid = /^(Conflict|Input)Error|can't|already|promot/i;
          return isSaid.test(error.message)
            ? 'passes'
            : { unexpected: String(error) };
        },
      );
  };

const owns = (resourceType: string, owner: string): Decision => ({
  rule: 'IS_OWNER',
  resourceType,
  params: { claims: [owner] },
});
const holds = (permission: string, owner: string) => {
  const isService = permission.startsWith('release-flow.service');
  return owns(`release-flow-${isService ? 'service' : 'environment'}`, owner);
};
const isBasic = (permission: { type: string }) => permission.type === 'basic';

type Row = [name: string, edge: Edge, call: () => Promise<Outcome>];
const rowsOf = (
  title: string,
  table: Record<string, Edge>,
  caller: (key: string, edge: Edge) => Row[2],
): Row[] =>
  Object.entries(table).map(([key, edge]) => [
    `${title} ${key}`,
    edge,
    caller(key, edge),
  ]);

const edges = [
  ...rowsOf('REST', routeEdges, callRoute),
  ...rowsOf('template', scaffolderEdges, callScaffolder),
  ...rowsOf('agent', agentEdges, callAgent),
];

describe('no edge is left out', () => {
  it('every route has a row in routeEdges', () => {
    const served = routes.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(routeEdges).sort()).toEqual(served.sort());
  });

  it('every template action has a row in scaffolderEdges', () => {
    const offered = createActions(tools()).map(({ id }) => id);
    expect(Object.keys(scaffolderEdges).sort()).toEqual(offered.sort());
  });

  it('every registry action has a row in agentEdges', async () => {
    const { answer } = await send('get', '/.backstage/actions/v1/actions');
    const offered = answer.actions.map(({ name }: { name: string }) => name);
    expect(Object.keys(agentEdges).sort()).toEqual(offered.sort());
  });
});

describe.each(edges)('%s', (_, edge, call) => {
  const needed = new Set(edge.needs.map(({ name }) => name));
  const rest = (permission: string): Decision =>
    needed.has(permission) ? 'allow' : 'deny';

  it('passes with what it needs, and needs nothing else', async () => {
    backend.permissions.policy = rest;
    expect(await call()).toBe('passes');
  });

  it('passes where the conditions hold', async () => {
    const basic = new Set(edge.needs.filter(isBasic).map(({ name }) => name));
    backend.permissions.policy = permission =>
      needed.has(permission) && !basic.has(permission)
        ? holds(permission, OWNER)
        : rest(permission);
    expect(await call()).toBe('passes');
  });

  edge.needs.forEach(permission => {
    const { name } = permission;
    const no: Decision[] = isBasic(permission)
      ? ['deny']
      : ['deny', holds(name, 'group:default/other')];

    it(`is refused without ${name}, or where its condition does not hold`, async () => {
      for (const decision of no) {
        backend.audited.length = 0;
        backend.permissions.policy = asked =>
          asked === name ? decision : rest(asked);
        expect([decision, await call()]).toEqual([decision, 'refused']);
        const failures = backend.audited.filter(event => / fail$/.test(event));
        expect(failures.length > 0).toBe(
          edge.audited === true || isBasic(permission),
        );
      }
    });
  });
});
