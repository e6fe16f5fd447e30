import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import {
  AFTER_PROD,
  BEFORE_PROD,
  PATIENCE,
  patiently,
  Unifocus,
} from './unifocus';

/** Web and API on AWS when it goes wrong: what is noticed, and every way back. */
test.describe.configure({ mode: 'serial', timeout: 600_000 });

const REMINDERS = '20261115090000_reminders';

let portal: Portal;
let unifocus: Unifocus;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'aws-recovery' });
  unifocus = new Unifocus(portal);
  await unifocus.live('prod', { label: 'v1.1.1' });
  await unifocus.live('stage', { label: 'v1.2.0' });
});

test.afterAll(() => portal?.stop());

async function runbook(
  id: string,
  inputs: object,
  reason = 'it locks a table',
) {
  const body = { environment: 'prod', inputs, reason };
  return unifocus.send('ada', 'POST', `/runbooks/${id}`, body);
}

const stops = (id: string) =>
  unifocus.sees(
    id,
    'an end',
    view => ['failed', 'errored'].includes(view.state),
    PATIENCE,
  );

test('an alarm that goes off after the deployment fails it, and nothing hides that', async () => {
  const id = await unifocus.promote('ada', {
    environment: 'prod',
    release: '1.2.0',
    intent: 'promote',
  });
  await unifocus.tick(id, BEFORE_PROD);
  await unifocus.approve(id);
  await unifocus.reviewedInGithub(id);
  await unifocus.sees(
    id,
    'the watch over the alarms',
    view => /watched for \d+ s more/.test(view.message),
    PATIENCE,
  );
  const alarm = '/aws/alarms/unifocus-prod-5xx';
  await unifocus.control('POST', alarm, {
    state: 'ALARM',
    reason: '37 in 5 minutes',
  });
  const failed = await stops(id);
  expect(failed.code).toMatch(/^alarm-(firing|fired)$/);
  expect(failed.message).toContain('unifocus-prod-5xx');
  await unifocus.control('POST', alarm, { state: 'OK' });
  await patiently('what failed is seen to run', async () => {
    const { observed, drift } = await unifocus.environment('prod');
    return observed.label === 'v1.2.0' && drift;
  });
  const session = await portal.as('ada');
  const { checks } = await session.call('GET', `/promotions/${id}/guide`);
  expect(checks.map((it: any) => it.title)).toEqual(
    expect.arrayContaining([
      'Deployment failed',
      'Roll Production back to v1.1.1',
    ]),
  );
  await patiently('the team is told', async () =>
    (await unifocus.notified('ben')).includes(
      'v1.2.0 failed in Production of Unifocus',
    ),
  );
});

test('a migration is marked as rolled back by a task beside the service, with its exit code', async () => {
  const wrong = await runbook('database-rollback', { migration: 'teams; rm' });
  expect(wrong.status).toBe(400);
  expect(wrong.body.error.field).toBe('inputs.migration');

  await unifocus.control('POST', '/aws/next-task', { exitCode: 1 });
  const first = await runbook('database-rollback', { migration: REMINDERS });
  expect(first.status, JSON.stringify(first.body)).toBe(202);
  await unifocus.gateSays(first.body.id, 'approvals', 'approval-needed');
  await unifocus.approve(first.body.id);
  const failed = await stops(first.body.id);
  expect(failed).toMatchObject({ code: 'task-failed' });
  expect(failed.message).toContain('exit code 1');

  const second = await runbook('database-rollback', { migration: REMINDERS });
  await unifocus.approve(second.body.id);
  await unifocus.succeeds(second.body.id);
  const { tasks } = await unifocus.aws();
  expect(tasks.findLast((it: any) => it.command).command).toEqual([
    ...['npx', 'prisma', 'migrate', 'resolve', '--rolled-back'],
    REMINDERS,
  ]);
});

test('the API alone goes back to an earlier task definition, and the difference shows', async () => {
  const { items } = await unifocus.call(
    'ada',
    'GET',
    '/environments/prod/earlier',
  );
  const labels = items.map((it: any) => it.label);
  expect(
    labels.filter((it: string) => it.startsWith('unifocus-prod-api:')),
  ).toEqual([4, 3, 2, 1].map(revision => `unifocus-prod-api:${revision}`));
  const definition = 'unifocus-prod-api:3';
  const asked = await runbook('quick-rollback', { definition });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  await unifocus.approve(asked.body.id);
  await unifocus.succeeds(asked.body.id);
  await patiently('the difference is shown', async () => {
    const { observed, drift } = await unifocus.environment('prod');
    expect(observed.label).toBe('api: v1.1.1, web: v1.2.0');
    return /set to api: sha256:\w+, web: \w+, but v1.1.1/.test(drift?.message);
  });
});

test('an earlier image is listed by its digest, and production goes back to it', async () => {
  const { items } = await unifocus.call(
    'ada',
    'GET',
    '/environments/prod/earlier',
  );
  const image = items.find(
    (it: any) =>
      it.label.startsWith('unifocus-api:sha-') &&
      it.deployment?.label === 'v1.1.1',
  );
  expect(image.message).toContain('Brings web of v1.1.1 with it');
  const wish = {
    environment: 'prod',
    deployment: image.deployment.id,
    intent: 'rollback',
  };
  const silent = await unifocus.send('ada', 'POST', '/promotions', wish);
  expect(silent.status).toBe(400);
  expect(silent.body.error.field).toBe('reason');
  const { id } = await unifocus.call('ada', 'POST', '/promotions', {
    ...wish,
    reason: 'errors after reminders',
  });
  await unifocus.gateSays(id, 'approvals', 'approval-needed');
  await unifocus.approve(id, 'lars');
  await unifocus.reviewedInGithub(id, 'lars');
  await unifocus.asksFor(id, 'After production');
  expect(await unifocus.itemAfterProd(id, 'notes')).toMatchObject({
    state: 'not-applicable',
    evidence: 'Nothing new is released',
  });
  await unifocus.tick(id, AFTER_PROD);
  await unifocus.succeeds(id);
  const prod = await unifocus.live('prod', { label: 'v1.1.1' });
  expect(prod.recorded.intent).toBe('rollback');
  expect(prod.hold).not.toBeNull();
  const [api] = prod.observed.running;
  expect(api.identity).toEqual(image.artifact[0].identity);
});

test('a tag that somebody moved is put back by force, with both commits confirmed', async () => {
  const before = (await unifocus.tags())['v1.1.1'];
  const other = (await unifocus.tags())['v1.2.0'];
  await unifocus.pushTag('v1.1.1', other, 'ben');
  await patiently('the move is noticed', async () => {
    const { problem } = await unifocus.release('v1.1.1');
    return problem?.code === 'artifact-changed';
  });
  const path = '/tags/v1.1.1/move';
  const body = { reason: 'back to what was verified' };
  const forbidden = await unifocus.send('ada', 'POST', path, body);
  expect(forbidden.status).toBe(403);
  const shown = await unifocus.call('raj', 'POST', path, body);
  expect(shown).toMatchObject({ from: other, to: before, operation: null });
  const blind = await unifocus.send('raj', 'POST', path, {
    ...body,
    confirm: before,
  });
  expect(blind.body.error.code).toBe('tag-moved');
  const { operation } = await unifocus.call('raj', 'POST', path, {
    ...body,
    confirm: other,
  });
  await unifocus.done(operation, PATIENCE);
  expect((await unifocus.tags())['v1.1.1']).toBe(before);
  await patiently('the version is whole again', async () => {
    const { problem } = await unifocus.release('v1.1.1');
    return problem === null;
  });
});

test('a rollout that the circuit breaker takes back has failed, and says why', async () => {
  const fix = await unifocus.push({
    message: 'fix: greet without a name (#24)',
    files: { 'api/src/greeting.js': 'export const greet = () => "Hi";\n' },
    actor: 'ben',
  });
  await unifocus.live('dev', { commit: fix });
  const service = '/aws/services/unifocus-stage-api-service';
  await unifocus.control('POST', service, {
    failRollout: 'Essential container in task exited',
  });
  const { id } = await unifocus.call('ben', 'POST', '/promotions', {
    environment: 'stage',
    release: fix,
    intent: 'promote',
    version: '1.3.0',
  });
  const failed = await stops(id);
  expect(failed.code).toBe('run-failure');
  for (const said of [
    'deploy-api-stage.yml',
    'the circuit breaker opened after 3 failed tasks',
    'Essential container in task exited',
  ]) {
    expect(failed.message).toContain(said);
  }
  const stage = await patiently('stage is seen as it was', async () => {
    const seen = await unifocus.environment('stage');
    return seen.observed.label.includes('api: v1.2.0') && seen;
  });
  expect(stage.observed.health.status).toBe('healthy');
  expect(stage.recorded.label).toBe('v1.2.0');
  const { rollout } = await unifocus.revisionOf('unifocus-stage-api');
  expect(rollout).toMatchObject({ status: 'SUCCESSFUL', isBack: true });
});

test('what is missing is named by the doctor and passes no gate', async () => {
  const missing = [
    ...['alarms/unifocus-prod-memory', 'services/unifocus-dev-api-service'],
    'clusters/unifocus-stage-cluster',
  ];
  for (const path of missing) await unifocus.control('DELETE', `/aws/${path}`);
  for (const tag of ['v1.2.0-stage', 'v1.2.0']) {
    await unifocus.github('ada', 'DELETE', `/git/refs/tags/${tag}`);
  }
  const findings = await unifocus.findings();
  for (const name of missing.map(path => path.split('/')[1])) {
    const found = findings.find(
      ({ severity, message }: any) =>
        severity === 'error' && message.includes(name),
    );
    expect(found, name).toMatchObject({ fix: expect.stringMatching(/\w/) });
  }
  const { gates } = await unifocus.call('ada', 'POST', '/preflight', {
    environment: 'prod',
    release: '1.2.0',
  });
  const blocked = gates.filter(({ status }: any) => status === 'blocked');
  expect(blocked).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'source', code: 'tag-missing' }),
      expect.objectContaining({
        code: 'alarm-missing',
        message: expect.stringContaining('unifocus-prod-memory'),
      }),
    ]),
  );
  const unknown = await unifocus.send('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: '9.9.9',
    intent: 'promote',
  });
  expect(unknown.status).toBe(404);
  expect(unknown.body.error.message).toContain('9.9.9');
});

test('GitHub was asked by the book', async () => {
  const report = await unifocus.control('GET', '/conformance');
  expect(report.violations).toEqual([]);
});
