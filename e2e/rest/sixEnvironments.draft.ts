import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import { digestOf, Service } from '../support/Service';
import { until } from '../support/until';

/** Seed 003 from top to bottom: six environments, seven paths, and none, one or two approvals. */
test.describe.configure({ mode: 'serial' });
const MINUTE = 60_000;
const LONG = 4 * MINUTE;
const ENVIRONMENTS = ['dev-int', 'future', 'active', 'uat', 'staging', 'prod'];
const PATHS = [
  'dev-int future',
  'dev-int active',
  'future active',
  'active uat',
  'active staging',
  'uat staging',
  'staging prod',
];
const VERSION = 'v2.0.0';

let portal: Portal;
let service: Service;
/** What ran in prod when the service was bound. */
let before: string;

test.beforeEach(() => test.setTimeout(20 * MINUTE));

test.beforeAll(async () => {
  test.setTimeout(10 * MINUTE);
  portal = await Portal.start({ name: 'six-environments' });
  service = new Service(portal, 'orders');
  await until(
    'all six are adopted',
    async () => {
      const { environments } = await service.state();
      return (
        environments.length === ENVIRONMENTS.length &&
        environments.every(
          ({ recorded, observed }: any) =>
            recorded && observed?.health.status === 'healthy',
        )
      );
    },
    LONG,
  );
  before = (await service.environment('prod')).recorded.label;
});

test.afterAll(() => portal?.stop());

/** Somebody pushes to GitHub. */
async function push(branch: string, message: string): Promise<string> {
  const { sha } = await portal.control.call('POST', '/repos/orders/commits', {
    branch,
    message,
    files: { [`src/${Date.now()}.js`]: `// ${message}\n` },
  });
  return sha;
}

/** Waits until the build of a commit may be promoted. */
const built = (commit: string) =>
  until(
    `the build of ${commit}`,
    async () => {
      const { items } = await service.call(
        'ada',
        'GET',
        '/releases?kind=build',
      );
      return items.find((it: any) => it.commit === commit && it.artifact);
    },
    LONG,
  );

const ask = (login: string, wish: object) =>
  service.send(login, 'POST', '/promotions', { intent: 'promote', ...wish });

async function promote(login: string, wish: object): Promise<string> {
  const { status, body } = await ask(login, wish);
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
}

const waits = (id: string, code: string) =>
  service.sees(
    id,
    code,
    ({ gates }) => gates.some((gate: any) => gate.code === code),
    LONG,
  );

const refusedDecision = async (login: string, id: string) => {
  const { status } = await service.decide(login, id);
  expect([403, 409], login).toContain(status);
};

const approved = async (login: string, id: string) => {
  const { status, body } = await service.decide(login, id);
  expect(status, `${login}: ${JSON.stringify(body)}`).toBeLessThan(300);
};

const runs = (environment: string, label: string) =>
  service.runs(environment, label, LONG);

test('1. what is merged to main runs in dev-int by itself', async () => {
  const commit = await push('main', 'feat: discounts');
  await runs('dev-int', `main@${commit.slice(0, 7)}`);
  for (const id of ENVIRONMENTS.slice(1)) {
    expect((await service.environment(id)).recorded.label).toBe(before);
  }
});

test('2. a release branch goes to future by hand, and on to active', async () => {
  const commit = await push(`release/${VERSION}`, 'chore: prepare v2.0.0');
  const { tag } = await built(commit);
  expect(tag).toBe(VERSION);
  const release = commit;
  const first = await promote('ada', {
    ...{ environment: 'future', release, from: 'source' },
  });
  await service.reaches(first, 'succeeded', LONG);
  await runs('future', VERSION);
  const second = await promote('ada', {
    ...{ environment: 'active', release, from: 'future' },
  });
  await service.reaches(second, 'succeeded', LONG);
  await runs('active', VERSION);
});

test('of the thirty ways between two environments seven are paths', async () => {
  const pairs = ENVIRONMENTS.flatMap(from =>
    ENVIRONMENTS.filter(to => to !== from).map(to => [from, to] as const),
  );
  expect(pairs).toHaveLength(30);
  const possible: string[] = [];
  for (const [from, environment] of pairs) {
    const wish = { environment, release: VERSION, from };
    const seen = await service.call('ada', 'POST', '/preflight', {
      ...wish,
      intent: 'promote',
    });
    const codes = seen.refusals.map(({ code }: any) => code);
    if (!codes.includes('no-path')) {
      possible.push(`${from} ${environment}`);
      continue;
    }
    const refused = await ask('ada', wish);
    expect.soft(refused.status, `${from} → ${environment}`).toBe(409);
    expect.soft(refused.body.error.code).toBe('no-path');
  }
  expect(possible.sort()).toEqual([...PATHS].sort());
});

test('nobody deploys to uat, staging or prod directly', async () => {
  for (const environment of ['uat', 'staging', 'prod']) {
    const wish = { environment, release: VERSION, from: 'source' };
    const { status, body } = await ask('ada', wish);
    expect.soft([environment, status]).toEqual([environment, 409]);
    expect.soft(body.error.code, environment).toBe('no-path');
  }
});

test('3. partners get it in uat after one approval', async () => {
  const id = await promote('ben', {
    ...{ environment: 'uat', release: VERSION, from: 'active' },
  });
  await waits(id, 'approval-needed');
  // Who asked, a senior engineer, operations, and a partner.
  for (const login of ['ben', 'lars', 'raj', 'vera']) {
    await refusedDecision(login, id);
  }
  await approved('mona', id);
  await service.reaches(id, 'succeeded', LONG);
  await runs('uat', VERSION);
});

test('4. staging after one approval, prod after checks, two approvals and a pause', async () => {
  const staging = await promote('ada', {
    ...{ environment: 'staging', release: VERSION, from: 'uat' },
  });
  await waits(staging, 'approval-needed');
  await refusedDecision('raj', staging);
  await approved('lars', staging);
  await service.reaches(staging, 'succeeded', LONG);
  await runs('staging', VERSION);

  const prod = await promote('ada', {
    ...{ environment: 'prod', release: VERSION, from: 'staging' },
  });
  const asked = await waits(prod, 'approval-needed');
  const kinds = asked.gates.map(({ type }: any) => type);
  expect(kinds).toEqual(
    expect.arrayContaining([
      'checks',
      'http',
      'checklist',
      'approvals',
      'wait',
    ]),
  );
  await refusedDecision('ben', prod);
  const ada = await portal.as('ada');
  for (const item of ['notes', 'window', 'way-back']) {
    await ada.call('POST', `/promotions/${prod}/checklist`, {
      ...{ checklist: 'compliance', item, state: 'done' },
      ...(item === 'way-back' && { evidence: 'Rolled back and forward' }),
    });
  }
  await approved('lars', prod);
  const one = await waits(prod, 'checks-passed');
  expect(one.gates).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'approvals', status: 'waiting' }),
      expect.objectContaining({ type: 'wait', code: 'not-begun' }),
    ]),
  );
  await approved('raj', prod);
  await waits(prod, 'wait-not-over');
  await service.reaches(prod, 'succeeded', LONG);
  await runs('prod', VERSION);
});

test('5. a hotfix goes by dev-int and active, and prod still asks for two', async () => {
  const commit = await push('hotfix/wrong-total', 'fix: sum discounts once');
  const { tag } = await built(commit);
  const first = await promote('ada', {
    ...{ environment: 'dev-int', release: commit, from: 'source' },
  });
  await service.reaches(first, 'succeeded', LONG);
  await runs('dev-int', tag);
  const second = await promote('ada', {
    ...{ environment: 'active', release: commit, from: 'dev-int' },
  });
  await service.reaches(second, 'succeeded', LONG);
  const third = await promote('ada', {
    ...{ environment: 'staging', release: commit, from: 'active' },
  });
  await waits(third, 'approval-needed');
  await approved('ben', third);
  await service.reaches(third, 'succeeded', LONG);
  const prod = await promote('ada', {
    ...{ environment: 'prod', release: commit, from: 'staging' },
  });
  await waits(prod, 'approval-needed');
  await approved('mona', prod);
  const { gates } = await service.promotion(prod);
  expect(gates).toContainEqual(
    expect.objectContaining({ type: 'approvals', status: 'waiting' }),
  );
  const ada = await portal.as('ada');
  await ada.call('POST', `/promotions/${prod}/cancel`, {});
  await service.reaches(prod, 'cancelled', LONG);
});

test('prod goes back with the same approvals and a reason, and all of it is told', async () => {
  const { items } = await service.call(
    'ada',
    'GET',
    '/history?environment=prod',
  );
  const earlier = items.find((it: any) => it.label === before);
  const wish = {
    ...{ environment: 'prod', deployment: earlier.id, intent: 'rollback' },
  };
  const without = await ask('ada', wish);
  expect([without.status, without.body.error.field]).toEqual([400, 'reason']);
  const reason = 'discounts are counted twice';
  const id = await promote('ada', { ...wish, reason });
  await waits(id, 'approval-needed');
  await refusedDecision('ben', id);
  await approved('mona', id);
  const { gates } = await service.promotion(id);
  expect(gates).toContainEqual(
    expect.objectContaining({ type: 'approvals', status: 'waiting' }),
  );
  await approved('raj', id);
  await service.reaches(id, 'succeeded', LONG);
  await runs('prod', before);

  const { decisions } = await service.promotion(id);
  expect(decisions.map(({ by }: any) => by).sort()).toEqual([
    'user:default/mona',
    'user:default/raj',
  ]);
  const vera = await portal.as('vera');
  const audit = await vera.call(
    'GET',
    '/audit?service=component:default/orders&limit=200',
  );
  const told = JSON.stringify(
    audit.items.filter((event: any) => event.operationId === id),
  );
  for (const what of ['user:default/mona', 'user:default/raj', reason]) {
    expect(told).toContain(what);
  }
  const site = await service.site('prod');
  const { recorded } = await service.environment('prod');
  expect(site.liveDigest).toBe(digestOf(recorded.artifact));
});
