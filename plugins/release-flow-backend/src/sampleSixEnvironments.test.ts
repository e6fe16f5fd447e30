import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  bindSample,
  readCatalog,
  sampleFlow,
} from './__testUtils__/sampleCatalog';
import { resolveDeep } from './policy/lookups';
import { declaredGates } from './policy/planGates';

/** The flow of six environments against what the documentation of it says. */
const { environments, paths } = sampleFlow('six-environments').spec;

function orders(parameters?: object) {
  const bound = bindSample('orders', parameters);
  if ('error' in bound) throw new Error(JSON.stringify(bound.error));
  return bound.binding;
}

const group = (name: string) => `group:default/${name}`;

it('gives access by groups that there are', () => {
  const groups = readCatalog('org.yaml')
    .filter(({ kind }) => kind === 'Group')
    .map(entity => stringifyEntityRef(entity));
  const access = environments.flatMap(it => it.access ?? []);
  expect(access.filter(it => !groups.includes(it))).toEqual(['Customers']);
});

it('deploys main to dev-int by itself, and to the others by hand alone', () => {
  const byItself = environments.flatMap(({ id, deploy: { automatic } }) =>
    automatic ? [[id, automatic]] : [],
  );
  expect(byItself).toEqual([
    ['dev-int', expect.objectContaining({ on: 'push', branch: 'main' })],
  ]);
  expect(environments.every(({ deploy }) => deploy.manual)).toBe(true);
});

/** The nine with the groups whose members review; at least one of each. */
const NINE: Array<[name: string, groups: string[], rest?: object]> = [
  ['dev-int', []],
  ['future', []],
  ['active', []],
  ['promotion-approval-uat', ['qa-leads', 'development-leads']],
  ['uat', []],
  ['promotion-approval-staging', ['senior-engineers', 'qa-leads']],
  ['staging', []],
  [
    'promotion-approval-prod',
    ['senior-engineers', 'engineering-managers', 'operations-leads'],
    { waitMinutes: 15 },
  ],
  ['prod', [], { branches: ['main', 'release/*'] }],
];

it('declares the nine environments of GitHub with the reviewers of each', () => {
  const people = readCatalog('org.yaml').filter(({ kind }) => kind === 'User');
  const groupsOf = (login: string) =>
    people.find(
      ({ metadata }) =>
        metadata.annotations?.['github.com/user-login'] === login,
    )!.spec!.memberOf as string[];
  const declared = environments.flatMap(it => it.github?.environments ?? []);
  expect(declared.map(({ name }) => name)).toEqual(NINE.map(([name]) => name));
  for (const [name, groups, rest = {}] of NINE) {
    const { reviewers = [], ...rules } = declared.find(it => it.name === name)!;
    expect(rules).toEqual({ name, ...rest });
    const among = reviewers.map(login =>
      groups.filter(it => groupsOf(login).includes(it)),
    );
    expect(among).not.toContainEqual([]);
    expect([...new Set(among.flat())].sort()).toEqual([...groups].sort());
  }
});

it('keeps secrets of its own where data is real or like it', () => {
  expect(
    environments.filter(it => it.github?.ownSecrets).map(({ id }) => id),
  ).toEqual(['uat', 'staging', 'prod']);
});

it.each(['PT14M', 'PT31M', 'PT1H', '15m'])('waits in prod no %s', waitTimer => {
  expect(bindSample('orders', { waitTimer })).toEqual({
    error: {
      field: 'spec.releaseFlow.parameters.waitTimer',
      message: expect.stringContaining('must match'),
    },
  });
});

it.each([
  ['PT15M', 'PT15M'],
  ['PT22M', 'PT22M'],
  ['PT30M', 'PT30M'],
  [undefined, 'PT30M'],
])('waits in prod where a service says %s: %s', (waitTimer, duration) => {
  const { parameters, environments: bound } = orders({ waitTimer });
  const gates = bound.at(-1)!.gates.filter(({ type }) => type === 'wait');
  expect(resolveDeep(gates, { parameters })).toEqual([
    { type: 'wait', after: 'approved', for: duration },
  ]);
});

it('asks partners on the way from uat to staging, and on no other', () => {
  const binding = orders();
  const ways = paths.filter(({ from, to }) => {
    const environment = binding.environments.find(it => it.id === to)!;
    const wish = { intent: 'promote' as const, from };
    return declaredGates(binding, environment, wish).some(
      gate =>
        gate.type === 'sign-off' && String(gate.from) === group('partners'),
    );
  });
  expect(ways.map(({ from, to }) => `${from} ${to}`)).toEqual(['uat staging']);
});

it.each(environments.map(it => [it.id, it] as const))(
  'after a deployment to %s looks at its health and at the critical path',
  (_id, { verify }) => {
    expect(verify).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'http', path: '/health' }),
        expect.objectContaining({ type: 'workflow', file: 'smoke.yml' }),
      ]),
    );
  },
);

it('links where each is watched, and in prod who is on call', () => {
  const site = (id: string, page: string) =>
    `https://portal.azure.com/#resource/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-orders-${id}/providers/Microsoft.Web/sites/orders-${id}/${page}`;
  const docs = 'http://localhost:7100/acme/orders/blob/main/docs';
  for (const { id, links } of orders().environments) {
    expect(links).toEqual([
      { title: 'Health', url: `http://orders-${id}.localhost:7104/health` },
      {
        title: 'Dashboard of response times and errors',
        url: site(id, 'metrics'),
      },
      { title: 'Alerts', url: site(id, 'alerts') },
      { title: 'Errors in the logs', url: site(id, 'logStream') },
      { title: 'Runbook', url: `${docs}/RUNBOOK.md` },
      ...(id === 'prod'
        ? [{ title: 'On call', url: `${docs}/ON_CALL.md` }]
        : []),
    ]);
  }
});
