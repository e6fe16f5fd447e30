import { expect, test } from '@playwright/test';
import { GithubSession } from '../support/GithubSession';
import { Portal } from '../support/portal';
import { digestOf, Service } from '../support/Service';

/** From a draft to production and back, by REST alone. */
test.describe.configure({ mode: 'serial' });

let portal: Portal;
let service: Service;
let digest: string;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'walk' });
  service = new Service(portal, 'qfa-backend');
});

test.afterAll(() => portal?.stop());

async function publishedDocs() {
  const { published } = await service.call('ada', 'GET', '/docs');
  return published?.label;
}

test('what runs when a service is bound is adopted', async () => {
  for (const environment of ['dev', 'staging', 'prd']) {
    await service.runs(environment, 'v0.3.7');
    const { recorded } = await service.environment(environment);
    expect(recorded.kind).toBe('adopted');
  }
});

test('running the release workflow drafts v0.4.0, and dev runs it', async () => {
  await service.done(await service.call('ada', 'POST', '/releases', {}));
  digest = await service.runs('dev', 'v0.4.0');
  expect(await service.release('v0.4.0')).toMatchObject({
    state: 'draft',
    problem: null,
    environments: ['dev'],
  });
  expect(digestOf((await service.release('v0.4.0')).artifact)).toBe(digest);
});

test('publishing it brings the same digest to staging, and the docs out', async () => {
  await service.done(
    await service.call('ada', 'POST', '/releases/v0.4.0/publish', {}),
  );
  expect(await service.runs('staging', 'v0.4.0')).toBe(digest);
  await expect.poll(publishedDocs).toBe('v0.4.0');
  expect(await service.release('v0.4.0')).toMatchObject({
    state: 'published',
    latest: true,
  });
});

test('production waits for a lead, and for nobody else', async () => {
  const id = await service.promote('ada', {
    environment: 'prd',
    release: 'v0.4.0',
    intent: 'promote',
  });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  const { gates } = await service.promotion(id);
  const open = gates.filter((gate: any) => gate.status !== 'passed');
  expect(open.map((gate: any) => gate.type)).toEqual(['approvals']);
  for (const login of ['ada', 'ben', 'vera', 'raj']) {
    expect((await service.decide(login, id)).status, login).toBe(403);
  }
  expect(await service.changesOf('prd')).toBe(0);

  expect((await service.decide('mona', id)).status).toBe(202);
  const again = await service.decide('mona', id);
  expect(again.status).toBe(409);
  expect(['decided-twice', 'not-waiting']).toContain(again.body.error.code);
  const { steps, decisions } = await service.reaches(id, 'succeeded');
  expect(new Set(steps.map((step: any) => step.state))).toEqual(
    new Set(['done']),
  );
  expect(decisions).toMatchObject([
    { actor: 'user:default/mona', decision: 'approve', voided: null },
  ]);
  expect(await service.runs('prd', 'v0.4.0')).toBe(digest);
  const { recorded, observed } = await service.environment('prd');
  expect(recorded).toMatchObject({ kind: 'recorded', verified: true });
  expect(digestOf(observed.running)).toBe(digest);
});

test('a lead rolls back to v0.3.7, and another one approves', async () => {
  const wish = {
    environment: 'prd',
    release: 'v0.3.7',
    intent: 'rollback' as const,
  };
  const nameless = await service.send('mona', 'POST', '/promotions', wish);
  expect(nameless.body.error).toMatchObject({ field: 'reason' });
  const reason = 'the error rate went up';
  const id = await service.promote('mona', { ...wish, reason });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  const own = await service.decide('mona', id);
  expect(own.status).toBe(403);
  expect(own.body.error.code).toBe('self-approval');
  expect((await service.decide('lars', id)).status).toBe(202);
  expect(await service.reaches(id, 'succeeded')).toMatchObject({ reason });
  expect(await service.runs('prd', 'v0.3.7')).not.toBe(digest);
});

test('a branch is tried in dev and goes nowhere else', async () => {
  const ref = 'feat/some-experiment';
  const { id } = await service.call('ada', 'POST', '/ephemeral-builds', {
    ref,
    environment: 'dev',
  });
  await service.reaches(id, 'succeeded');
  await service.runs('dev', ref);
  const { recorded, ephemeral } = await service.environment('dev');
  expect(ephemeral).toMatchObject({ ref, commit: recorded.commit });
  const { paths } = await service.state();
  const onward = paths.find((path: any) => path.to === 'staging');
  expect(onward.status).not.toBe('possible');
  for (const release of [ref, recorded.commit]) {
    const refused = await service.send('ada', 'POST', '/promotions', {
      environment: 'staging',
      release,
      intent: 'promote',
    });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'ephemeral',
      message: expect.stringContaining('Merge it and run a release'),
    });
  }
});

test('dev is restored; staging goes back and forth', async () => {
  const reason = 'compare with the older one';
  const moves = [
    { environment: 'dev', release: 'v0.4.0', intent: 'restore' as const },
    {
      ...{ environment: 'staging', release: 'v0.3.7' },
      ...{ intent: 'rollback' as const, reason },
    },
    { environment: 'staging', release: 'v0.4.0', intent: 'promote' as const },
  ];
  for (const move of moves) {
    await service.reaches(await service.promote('ada', move), 'succeeded');
    await service.runs(move.environment, move.release);
  }
  expect(await service.runs('staging', 'v0.4.0')).toBe(digest);
  expect((await service.environment('dev')).ephemeral).toBeNull();
});

test('publishing by a click in GitHub gives the same picture', async () => {
  await service.done(await service.call('ben', 'POST', '/releases', {}));
  const next = await service.runs('dev', 'v0.5.0');
  const github = await GithubSession.signIn(portal.githubUrl, 'mona');
  const { id } = await portal.control.release(service.name, 'v0.5.0');
  await github.publish(service.slug, id);
  expect(await service.runs('staging', 'v0.5.0')).toBe(next);
  await expect.poll(publishedDocs).toBe('v0.5.0');
  // The run that the click started tells whose it was.
  const publisher = async () => (await service.release('v0.5.0')).publishedBy;
  await expect.poll(publisher).toBe('user:default/mona');
  expect(await service.release('v0.5.0')).toMatchObject({
    state: 'published',
    latest: true,
    environments: expect.arrayContaining(['dev', 'staging']),
  });
});

test('every target was changed once for each promotion', async () => {
  const { items } = await (
    await portal.as('ada')
  ).call('GET', `/promotions?service=component:default/qfa-backend&limit=100`);
  const succeeded = (environment: string) =>
    items.filter(
      (it: any) =>
        it.environment.id === environment && it.state === 'succeeded',
    ).length;
  for (const [environment, times] of [
    ['dev', 4],
    ['staging', 4],
    ['prd', 2],
  ] as const) {
    expect(succeeded(environment), environment).toBe(times);
    expect(await service.changesOf(environment), environment).toBe(times);
  }
  expect(items).toHaveLength(10);
});

test('the history tells it all, and GitHub was asked by the book', async () => {
  const { items } = await service.call('ada', 'GET', '/history?limit=100');
  const labels = items
    .filter((it: any) => it.environment === 'prd' && it.operationId)
    .map((it: any) => it.label);
  expect(new Set(labels)).toEqual(new Set(['v0.4.0', 'v0.3.7']));
  const report = await portal.control.call('GET', '/conformance');
  expect(report.checked).toBeGreaterThan(100);
  expect(report.violations).toEqual([]);
});
