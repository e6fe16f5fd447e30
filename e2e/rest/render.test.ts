import { expect, test } from '@playwright/test';
import { Clarity } from '../support/Clarity';
import { COMPLIANCE, MIS_SET, seenOf, stepsOf } from '../support/clarityFacts';
import { Portal } from '../support/portal';
import { until } from '../support/until';
import { blueGreen } from './renderBlueGreen';

/** Frontend and backend on Render, by branch and tag: seed 001 from top to bottom. */
test.describe.configure({ mode: 'serial' });

const SLOW = 120_000;

let portal: Portal;
let clarity: Clarity;
/** Commits: what prod ran when it was bound, what was merged, what staging made of it, and what came next. */
let first: string;
let merged: string;
let staged: string;
let released: string;
let next: string;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'render' });
  clarity = new Clarity(portal);
});

test.afterAll(() => portal?.stop());

test('what runs when it is bound is adopted, frontend and backend as one', async () => {
  first = await clarity.live('prod', { label: 'v1.1.0' });
  await clarity.live('staging', {});
  expect(await clarity.live('dev', {})).not.toBe(first);
  expect((await clarity.environment('prod')).recorded.kind).toBe('adopted');
});

test('repository, branches and Render are set up as the flow declares it', async () => {
  const { errors, warnings, looked } = await until(
    'everything was read',
    async () => {
      const look = await clarity.doctor();
      return look.unread.length === 0 && look;
    },
    SLOW,
  );
  expect(errors).toEqual([]);
  // Nobody went the way back yet.
  expect(warnings).toEqual(['rollback-not-exercised: rollback']);
  expect(looked).toEqual(
    expect.arrayContaining([
      'Rules of branch main',
      'Rules of branch staging',
      'Configuration of clarity-backend-prod and clarity-frontend-prod',
    ]),
  );
});

test('Dev: a merge to main deploys by itself, and is verified there', async () => {
  merged = await clarity.merge(
    'backend/app/tone.py',
    'TONE = "calm"\n',
    'feat: a calm tone',
  );
  await clarity.live('dev', { commit: merged });
  const { recorded } = await clarity.environment('dev');
  expect(recorded).toMatchObject({ kind: 'recorded', verified: true });
  const { steps, origin } = await clarity.promotion(recorded.operationId);
  expect(origin).toBe('external');
  expect(steps.map((it: any) => [it.title, it.state])).toEqual([
    [
      'See clarity-backend-dev and clarity-frontend-dev set to the commit',
      'done',
    ],
    ['GET /health answers 200', 'done'],
    ['The artifact is live', 'done'],
  ]);
});

test('Prod does not take what was not in staging', async () => {
  const { status, body } = await clarity.send('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: merged,
    intent: 'promote',
    version: '1.2.0',
  });
  expect(status).toBe(409);
  expect(body.error.code).toBe('build-not-accepted');
});

test('Staging: a reviewed pull request into the protected branch', async () => {
  const { id, pull, review } = await clarity.toStaging(merged);
  expect(pull.base.ref).toBe('staging');
  await clarity.sees(id, 'no review', it =>
    /not approved yet/.test(it.message),
  );
  await review('REQUEST_CHANGES');
  await clarity.sees(id, 'a no', it =>
    /changes wanted by mona/.test(it.message),
  );
  expect((await clarity.environment('staging')).recorded.commit).toBe(first);
  await review('APPROVE');
  const view = await clarity.reaches(id, 'succeeded', SLOW);
  expect(stepsOf(view)).toContain('GET /api/warmup answered 200 in');
  expect(stepsOf(view)).toContain(
    'Login triggers both warm-up calls: login-smoke.yaml succeeded',
  );
  staged = await clarity.live('staging', {});
  expect(staged).not.toBe(merged);
});

test('Prod: a version without its entry in the changelog is not tagged', async () => {
  const wish = { environment: 'prod', release: staged, version: '1.3.0' };
  await clarity.gate('source', 'blocked', wish);
  const { status, body } = await clarity.send('ada', 'POST', '/promotions', {
    ...wish,
    intent: 'promote',
  });
  expect(status).toBe(409);
  expect(body.error).toMatchObject({
    code: 'changelog-entry-missing',
    message: expect.stringContaining('CHANGELOG.md'),
  });
  const { tags } = await portal.control.repository('clarity');
  expect(tags).not.toHaveProperty(['v1.3.0']);
});

test('Prod: QA signs off, a lead approves, and the tag deploys both parts', async () => {
  const preflight = await clarity.call('ada', 'POST', '/preflight', {
    environment: 'prod',
    release: staged,
  });
  expect(preflight.proposedVersion.version).toBe('1.2.0');
  const id = await clarity.toProd(staged, '1.2.0', 'staging');
  const view = await clarity.reaches(id, 'succeeded', SLOW);
  released = await clarity.live('prod', { label: 'v1.2.0', commit: staged });
  const { tags } = await portal.control.repository('clarity');
  expect(tags['v1.2.0']).toBeTruthy();
  const steps = stepsOf(view);
  for (const seen of seenOf(staged)) expect(steps).toContain(seen);
  expect(steps.match(/Never unavailable in \d+ looks/g)).toHaveLength(2);
  const [{ items }] = view.checklists;
  expect(items.map((it: any) => [it.text, it.state, it.provenBy])).toEqual(
    COMPLIANCE,
  );
});

test('how it runs is shown: limits, targets, paths, and a setting of its own', async () => {
  const prod = await clarity.runtime('prod');
  expect(prod.runtime).toMatchObject({
    scale: { min: 1, max: 4, cpuTarget: 60, memoryTarget: 70 },
    healthPath: '/health',
    state: expect.stringMatching(
      /automatic deploys of main off.*publishes frontend\/dist/s,
    ),
  });
  expect(prod.findings).toEqual([]);
  const setting = (name: string) =>
    prod.settings.find((it: any) => it.name === name);
  expect(setting('VITE_API_BASE').value).toMatch(/clarity-backend-prod/);
  expect(setting('DATABASE_URL')).toMatchObject({ status: 'ok', value: null });
});

test('a build that fails leaves what serves, and says so', async () => {
  await clarity.turn('backend-dev', { failBuild: true });
  const broken = await clarity.merge(
    'backend/app/pace.py',
    'PACE = 2\n',
    'fix: faster',
  );
  const failed = await until('it failed', async () => {
    const { items } = await clarity.call('ada', 'GET', '/history');
    return items.find(
      (it: any) => it.environment === 'dev' && it.state === 'failed',
    );
  });
  expect(failed.message).toMatch(
    /backend: .*build_failed.*What served before still does/,
  );
  const { commit } = await clarity.promotion(failed.operationId);
  expect(commit).toBe(broken);
  expect((await clarity.part('backend-dev')).liveCommit).toBe(merged);
});

blueGreen(
  () => ({ clarity, released }),
  commit => {
    next = commit;
  },
);

test('a minute of unavailability fails a version, which goes back by itself', async () => {
  await clarity.turn('backend-prod', { gapSeconds: 600, autoDeploy: true });
  const id = await clarity.toProd(next, '1.3.0', 'parallel');
  await clarity.sees(id, 'the tag', it => it.state === 'verifying', SLOW);
  for (const [part, screws] of MIS_SET) await clarity.turn(part, screws);
  const { errors, warnings, findings } = await clarity.doctor();
  for (const [part, , finding] of MIS_SET) {
    expect([...errors, ...warnings]).toContain(
      `${finding}: service clarity-${part}`,
    );
  }
  expect(findings.every(({ fix }: any) => fix)).toBe(true);
  const view = await clarity.reaches(id, 'rolled-back', SLOW);
  expect(view.message).toMatch(
    /Unavailable for 6\d\.\d s in all.*and 60 s are allowed; v1\.2\.0 is live again/,
  );
  await clarity.live('prod', { label: 'v1.2.0', commit: released });
  const prod = await clarity.part('backend-prod');
  expect(prod.autoDeploy).toBe(false);
  expect(prod.deploys[0]).toMatchObject({ trigger: 'rollback' });
});

test('a lead rolls back: automatic deploys go off first, and nothing is built', async () => {
  await clarity.turn('backend-prod', { autoDeploy: true });
  const id = await clarity.promote('mona', {
    environment: 'prod',
    release: 'v1.1.0',
    intent: 'rollback',
    reason: 'the error budget is spent',
  });
  await clarity.sees(id, 'a wait', view => view.code === 'approval-needed');
  await clarity.says('lars', id, { decision: 'approve' });
  await clarity.reaches(id, 'succeeded', SLOW);
  await clarity.live('prod', { label: 'v1.1.0', commit: first });
  const backend = await clarity.part('backend-prod');
  expect(backend.deploys[0]).toMatchObject({
    trigger: 'rollback',
    commit: first,
  });
  expect(backend.autoDeploy).toBe(false);
  expect((await clarity.environment('prod')).hold).toMatchObject({
    reason: expect.stringContaining('error budget'),
  });
  const log: any[] = await portal.control.call('GET', '/log');
  const asked = log
    .filter(it => it.service === 'render' && it.method !== 'GET')
    .filter(it => it.path.includes('srv-clarity-backend-prod'))
    .map(it => `${it.method} ${it.path.split('srv-clarity-backend-prod')[1]}`);
  expect(asked.slice(-2)).toEqual(['PATCH ', 'POST /rollback']);
});

test('what is missing is named, and nothing passes because of it', async () => {
  const unknown = await clarity.send('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: 'v9.9.9',
    intent: 'promote',
  });
  expect(unknown.status).toBe(404);
  expect(unknown.body.error.message).toContain("'v9.9.9'");
  await portal.control.call('POST', '/repos/clarity/commits', {
    message: 'ci: without the smoke test',
    files: { '.github/workflows/login-smoke.yaml': null },
  });
  await portal.control.call('DELETE', '/render/clarity-frontend-staging');
  const { errors } = await clarity.doctor();
  expect(errors).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^workflow-missing: .*login-smoke\.yaml/),
      'target-missing: target clarity-backend-staging and clarity-frontend-staging',
    ]),
  );
  const gate = await clarity.gate('configuration-resolved', 'waiting', {
    environment: 'staging',
    release: merged,
  });
  expect(gate.message).toContain('clarity-frontend-staging');
});

test('Render was asked as it documents it', async () => {
  const report = await portal.control.call('GET', '/render/conformance');
  expect(report.checked).toBeGreaterThan(20);
  expect(report.violations).toEqual([]);
});
