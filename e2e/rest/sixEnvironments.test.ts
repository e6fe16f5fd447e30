import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import { ENVIRONMENTS, SixEnvironments } from '../support/SixEnvironments';
import { goingBack } from './sixEnvironmentsBack';
import { drills } from './sixEnvironmentsDrills';
import { githubsOwnRules } from './sixEnvironmentsGithub';
import { missingThings } from './sixEnvironmentsMissing';
import { places } from './sixEnvironmentsPlaces';

/** Seed 003 from top to bottom: six environments, seven paths, and none, one or two approvals. */
/** Somebody who has access there; the developers have none beyond active. */
const askerIn = (environment: string) =>
  ({ uat: 'ben', staging: 'ben', prod: 'lars' })[environment] ?? 'ada';

test.describe.configure({ mode: 'serial' });
const MINUTE = 60_000;
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
const DATED = '2025-01-03';

let portal: Portal;
let six: SixEnvironments;
/** What ran everywhere when the service was bound. */
let before: string;
let commits: Record<'main' | 'dated' | 'release' | 'hotfix', string>;

test.beforeEach(() => test.setTimeout(20 * MINUTE));

test.beforeAll(async () => {
  test.setTimeout(10 * MINUTE);
  portal = await Portal.start({ name: 'six-environments' });
  six = new SixEnvironments(portal);
  await six.adopted();
  before = (await six.service.environment('prod')).recorded.label;
  commits = { main: '', dated: '', release: '', hotfix: '' };
});

test.afterAll(() => portal?.stop());

places(() => ({ six, before }));

test('1. what is merged to main runs in dev-int by itself, and a feature branch nowhere', async () => {
  const feature = await six.push('feature/discounts', 'feat: try discounts');
  commits.main = await six.push('main', 'feat: discounts');
  await six.runs('dev-int', `main@${commits.main.slice(0, 7)}`);
  for (const id of ENVIRONMENTS.slice(1)) {
    expect((await six.service.environment(id)).recorded.label).toBe(before);
  }
  expect(await six.buildOf(commits.main)).toBeTruthy();
  expect(await six.buildOf(feature)).toBeUndefined();
  const { status, body } = await six.ask('ada', {
    ...{ environment: 'dev-int', release: feature, from: 'source' },
  });
  expect([status, body.error.code]).toEqual([404, 'unknown-release']);
});

test('a release branch named by its date goes straight to active', async () => {
  commits.dated = await six.push(`release/${DATED}`, 'chore: prepare January');
  const build = await six.built(commits.dated);
  expect(build.tag).toBe(DATED);
  await six.moves('ben', {
    ...{ environment: 'active', release: DATED, from: 'source' },
  });
  await six.runs('active', DATED);
});

test('2. a release branch goes to future by hand, and on to active', async () => {
  commits.release = await six.push(
    `release/${VERSION}`,
    'chore: prepare v2.0.0',
  );
  const { tag } = await six.built(commits.release);
  expect(tag).toBe(VERSION);
  const release = commits.release;
  await six.moves('ada', { environment: 'future', release, from: 'source' });
  await six.runs('future', VERSION);
  await six.moves('ada', { environment: 'active', release, from: 'future' });
  await six.runs('active', VERSION);
});

test('of the thirty ways between two environments seven are paths', async () => {
  const pairs = ENVIRONMENTS.flatMap(from =>
    ENVIRONMENTS.filter(to => to !== from).map(to => [from, to] as const),
  );
  expect(pairs).toHaveLength(30);
  const possible: string[] = [];
  for (const [from, environment] of pairs) {
    const wish = { environment, release: VERSION, from };
    const seen = await six.service.call('mona', 'POST', '/preflight', {
      ...wish,
      intent: 'promote',
    });
    const codes = seen.refusals.map(({ code }: any) => code);
    if (!codes.includes('no-path')) {
      possible.push(`${from} ${environment}`);
      continue;
    }
    const refused = await six.ask(askerIn(environment), wish);
    expect.soft(refused.status, `${from} → ${environment}`).toBe(409);
    expect.soft(refused.body.error.code).toBe('no-path');
  }
  expect(possible.sort()).toEqual([...PATHS].sort());
});

test('nobody deploys to uat, staging or prod directly', async () => {
  for (const environment of ['uat', 'staging', 'prod']) {
    const wish = { environment, release: VERSION, from: 'source' };
    const { status, body } = await six.ask(askerIn(environment), wish);
    expect.soft([environment, status]).toEqual([environment, 409]);
    expect.soft(body.error.code, environment).toBe('no-path');
  }
});

test('3. partners get it in uat after one approval', async () => {
  const id = await six.promote('ben', {
    ...{ environment: 'uat', release: VERSION, from: 'active' },
  });
  await six.waits(id, 'approval-needed');
  // Who asked, a senior engineer, operations, and a partner.
  for (const login of ['ben', 'lars', 'raj', 'vera']) {
    await six.refusesDecisionOf(login, id);
  }
  await six.approves('mona', id);
  await six.succeeds(id);
  await six.runs('uat', VERSION);
});

test('4. staging after partners say that it is well in uat, and one approval', async () => {
  const wish = { environment: 'staging', release: VERSION, from: 'uat' };
  // Development has no access there.
  expect((await six.ask('ada', wish)).status).toBe(403);
  const id = await six.promote('ben', wish);
  await six.waits(id, 'sign-off-needed');
  await six.refusesDecisionOf('raj', id);
  await six.approves('lars', id);
  await six.waits(id, 'approved');
  const state = async () => (await six.service.promotion(id)).state;
  // Neither who asked nor who approves speaks for partners; and partners do not approve.
  for (const login of ['ben', 'lars', 'mona', 'raj']) {
    const { status } = await six.signsOff(login, id, 'partners');
    expect([login, status]).toEqual([login, 403]);
  }
  await six.refusesDecisionOf('vera', id);
  expect(await state()).toBe('waiting');
  const said = await six.signsOff('vera', id, 'partners');
  expect(said.status, JSON.stringify(said.body)).toBe(202);
  const { gates } = await six.succeeds(id);
  expect(gates).toContainEqual(
    expect.objectContaining({
      ...{ title: 'Partners tested it in UAT', code: 'signed-off' },
      message: expect.stringContaining('vera: Placed an order'),
    }),
  );
  await six.runs('staging', VERSION);
});

test('4. prod after checks of security, health and compliance, two approvals and a pause', async () => {
  const { control } = portal;
  const check = (conclusion: string) =>
    control.call('POST', `/checks/orders/${commits.release}`, {
      ...{ name: 'Security scan', conclusion },
    });
  await check('failure');
  await control.call('POST', '/sites/orders-staging', { healthy: false });
  const id = await six.promote('lars', {
    ...{ environment: 'prod', release: VERSION, from: 'staging' },
  });
  const stopped = await six.waits(id, 'check-failed');
  const verdicts = Object.fromEntries(
    stopped.gates.map(({ type, status, code }: any) => [
      ...[type, `${status}: ${code}`],
    ]),
  );
  expect(verdicts).toMatchObject({
    checks: 'blocked: check-failed',
    http: expect.stringMatching(/^waiting: /),
    checklist: 'waiting: items-open',
    approvals: 'waiting: approval-needed',
    wait: 'waiting: not-begun',
  });
  await check('success');
  await control.call('POST', '/sites/orders-staging', { healthy: true });
  await six.waits(id, 'checks-passed');
  await six.waits(id, 'agreed');

  await six.refusesDecisionOf('ben', id);
  // It asks for evidence.
  expect((await six.tick('lars', id, 'way-back')).status).toBe(400);
  await six.waits(id, 'items-open');
  await six.complies('lars', id);
  await six.refusesDecisionOf('lars', id);
  await six.approves('mona', id);
  await six.stillWaits(id);
  await six.waits(id, 'not-begun');
  await six.approves('raj', id);
  await six.waits(id, 'wait-not-over');
  const { steps } = await six.succeeds(id);
  await six.runs('prod', VERSION);
  // Health, what is live, warm-up, a smoke test, and some time of health.
  const verified = steps.filter(({ id: step }: any) => /^verify-/.test(step));
  expect(verified.map(({ state }: any) => state)).toEqual(
    Array(5).fill('done'),
  );
});

test('5. a hotfix goes by dev-int and active to prod, which still asks for two', async () => {
  commits.hotfix = await six.push(
    'hotfix/wrong-total',
    'fix: sum discounts once',
  );
  const { tag } = await six.built(commits.hotfix);
  const release = commits.hotfix;
  await six.moves('ada', { environment: 'dev-int', release, from: 'source' });
  await six.runs('dev-int', tag);
  await six.moves('ada', { environment: 'active', release, from: 'dev-int' });
  const staging = await six.promote('ben', {
    ...{ environment: 'staging', release, from: 'active' },
  });
  const { gates } = await six.waits(staging, 'approval-needed');
  // What is urgent does not go by uat, so partners are not asked.
  expect(gates.map(({ type }: any) => type)).not.toContain('sign-off');
  await six.approves('mona', staging);
  await six.succeeds(staging);
  const prod = await six.promote('lars', {
    ...{ environment: 'prod', release, from: 'staging' },
  });
  await six.waits(prod, 'approval-needed');
  await six.complies('lars', prod);
  await six.approves('mona', prod);
  await six.stillWaits(prod);
  await six.approves('raj', prod);
  await six.succeeds(prod);
  await six.runs('prod', tag);
});

githubsOwnRules(() => ({ six, hotfix: commits.hotfix }));

drills(() => ({ six, version: VERSION }));
goingBack(() => ({ six, before, version: VERSION, dated: DATED, commits }));
missingThings(() => ({ six, version: VERSION, commits }));
