import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** Infrastructure, docs and runbooks, in the order of the documents that they come from. */
test.describe.configure({ mode: 'serial' });

let portal: Portal;
let service: Service;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'infrastructure' });
  service = new Service(portal, 'qfa-backend');
  await service.runs('prd', 'v0.3.7');
});

test.afterAll(() => portal?.stop());

const infrastructure = async () =>
  service.call('ada', 'GET', '/infrastructure');
const environmentOf = async (id: string) => {
  const { environments } = await infrastructure();
  return environments.find((it: any) => it.environment === id);
};
const docs = () => service.call('ada', 'GET', '/docs');
const runs = (file: string) => portal.control.runsOf(service.name, file);

function push(files: Record<string, string>, message: string) {
  const path = `/repos/${service.name}/commits`;
  return portal.control.call('POST', path, { message, files, actor: 'raj' });
}

async function runbook(login: string, id: string, body: object) {
  return service.send(login, 'POST', `/runbooks/${id}`, body);
}

async function runbookIn(id: string, environment: string) {
  const { items } = await service.call('ada', 'GET', '/runbooks');
  const found = items.find((it: any) => it.id === id);
  return found.environments.find((it: any) => it.id === environment);
}

test('every environment shows what is applied there, by whom, and when', async () => {
  for (const id of ['dev', 'staging', 'prd']) {
    const seen = await until(`${id} is applied`, async () => {
      const view = await environmentOf(id);
      return view.missing && view;
    });
    expect(seen).toMatchObject({ status: 'applied', missing: { count: 0 } });
    expect(seen.applied).toMatchObject({ by: 'raj', status: 'succeeded' });
  }
  const { message, unclassified } = await infrastructure();
  expect(message).toContain('Plans run by themselves for Dev only');
  expect(unclassified.count).toBe(0);
});

test('a merged change is planned for dev alone, applied nowhere, and deploys no app', async () => {
  const before = (await runs('terraform.yaml')).length;
  const released = (await runs('release.yaml')).length;
  const changes = await service.changesOf('dev');
  const { sha } = await push(
    { 'infra/key_vault.tf': 'resource "azurerm_key_vault_secret" "tone" {}\n' },
    'infra: Key Vault reference for the tone of answers',
  );
  for (const id of ['dev', 'staging', 'prd']) {
    const seen = await until(`${id} is behind`, async () => {
      const view = await environmentOf(id);
      return view.missing?.count === 1 && view;
    });
    expect(seen.status).toBe('behind');
    expect(seen.missing.commits[0]).toMatchObject({ sha });
  }
  await expect
    .poll(async () => (await environmentOf('dev')).plan?.commit)
    .toBe(sha);
  expect((await environmentOf('dev')).plan.event).toBe('push');
  const since = (await runs('terraform.yaml')).length - before;
  expect(since).toBe(1);
  // The app waits for a release to be run: dev was not touched.
  await service.runs('dev', 'v0.3.7');
  expect(await service.changesOf('dev')).toBe(changes);
  expect(await runs('release.yaml')).toHaveLength(released);
  const hinted = (await infrastructure()).environments.filter(
    (it: any) => it.isNext,
  );
  expect(hinted.map((it: any) => it.environment)).toEqual(['dev']);
});

test('the others are planned by hand', async () => {
  await until('the plan of dev is over', async () => {
    const { plan } = await environmentOf('dev');
    return plan.status === 'succeeded';
  });
  const path = '/infrastructure/staging';
  const asked = await service.call('ada', 'POST', path, { command: 'plan' });
  expect(asked.kind).toBe('infrastructure-apply');
  await service.done(asked);
  await expect
    .poll(async () => (await environmentOf('staging')).plan?.by)
    .toBe('user:default/ada');
  expect((await environmentOf('staging')).status).toBe('behind');
});

test('an app that needs infrastructure is not promoted before it', async () => {
  await service.done(await service.call('ada', 'POST', '/releases', {}));
  await service.runs('dev', 'v0.4.0');
  await service.done(
    await service.call('ada', 'POST', '/releases/v0.4.0/publish', {}),
  );
  await service.runs('staging', 'v0.4.0');
  const wish = { environment: 'prd', release: 'v0.4.0' };
  const { warnings, gates } = await service.call(
    'ada',
    'POST',
    '/preflight',
    wish,
  );
  expect(warnings).toContainEqual({
    code: 'infrastructure-behind',
    message: expect.stringContaining(
      'Apply infrastructure before the app that needs it',
    ),
  });
  const gate = gates.find((it: any) => it.type === 'infrastructure-applied');
  expect(gate).toMatchObject({
    status: 'waiting',
    code: 'infrastructure-behind',
  });
  // Nothing warns of what is no gate there, but it is told all the same.
  const restage = await service.call('ada', 'POST', '/preflight', {
    environment: 'staging',
    release: 'v0.4.0',
    intent: 'redeploy',
  });
  expect(restage.warnings.map((it: any) => it.code)).toContain(
    'infrastructure-behind',
  );
});

test('publishing brought the docs out, and a push only builds them', async () => {
  await expect.poll(async () => (await docs()).published?.label).toBe('v0.4.0');
  expect((await docs()).published.event).toBe('release');
  const { items } = await service.call('ada', 'GET', '/releases');
  const release = items.find((it: any) => it.tag === 'v0.4.0');
  expect((await docs()).published.commit).toBe(release.commit);
  const { sha } = await push(
    { 'docs/index.rst': 'Questions\n=========\n' },
    'docs: a shorter page',
  );
  await expect.poll(async () => (await docs()).lastBuild?.commit).toBe(sha);
  const view = await docs();
  expect(view.lastBuild).toMatchObject({ event: 'push', status: 'succeeded' });
  expect(view.published.label).toBe('v0.4.0');
  expect(view.message).toContain('a merge builds the docs');
});

test('Pages that GitHub Actions may not publish to are explained', async () => {
  const set = (pages: string) =>
    portal.control.call('POST', `/settings/${service.name}`, { pages });
  await set('legacy');
  const { id } = await service.call('ada', 'POST', '/docs/publish', {
    reason: 'a shorter page',
  });
  const ended = await until('the publication ends', async () => {
    const session = await portal.as('ada');
    const view = await session.call('GET', `/operations/${id}`);
    return view.finishedAt && view;
  });
  expect(ended).toMatchObject({ state: 'failed' });
  expect(ended.message).toContain("in the job 'Publish to GitHub Pages'");
  await expect
    .poll(async () => (await docs()).problem?.code)
    .toBe('pages-not-by-actions');
  expect((await docs()).problem.message).toContain(
    'set Source to GitHub Actions',
  );
  await set('workflow');
  await service.done(await service.call('ada', 'POST', '/docs/publish', {}));
  await expect
    .poll(async () => {
      const { published, problem } = await docs();
      return { by: published.by, problem };
    })
    .toEqual({ by: 'user:default/ada', problem: null });
  expect((await docs()).message).toContain('published by hand');
});

test('it is applied to dev, staging and production, each by itself, and verified', async () => {
  const refused = await service.send('ada', 'POST', '/infrastructure/prd', {
    command: 'apply',
  });
  expect(refused.status).toBe(403);
  for (const [id, login] of [
    ['dev', 'ada'],
    ['staging', 'ada'],
    ['prd', 'raj'],
  ] as const) {
    const path = `/infrastructure/${id}`;
    const before = await environmentOf('prd');
    const asked = await service.call(login, 'POST', path, {
      command: 'apply',
      reason: 'the tone of answers',
    });
    const twice = await service.send(login, 'POST', path, { command: 'plan' });
    expect(twice.status).toBe(409);
    expect(twice.body.error.code).toBe('already-running');
    await service.done(asked);
    const seen = await until(`${id} is applied`, async () => {
      const view = await environmentOf(id);
      return view.missing?.count === 0 && view;
    });
    expect(seen.applied.by).toBe(`user:default/${login}`);
    const { health } = await until(`${id} was looked at since`, async () => {
      const view = await environmentOf(id);
      return view.health && view;
    });
    expect(health.status).toBe('healthy');
    expect(Date.parse(health.at)).toBeGreaterThan(Date.parse(seen.applied.at));
    if (id !== 'prd') expect(before.status).toBe('behind');
  }
});

test('then the app goes to production', async () => {
  const id = await service.promote('ada', {
    environment: 'prd',
    release: 'v0.4.0',
    intent: 'promote',
  });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  await service.decide('mona', id);
  await service.reaches(id, 'succeeded');
  await service.runs('prd', 'v0.4.0');
});

test('a freeze holds an apply in production back, and no plan', async () => {
  const session = await portal.as('raj');
  const { id: freeze } = await session.call('POST', '/freezes', {
    kind: 'window',
    title: 'Holidays',
    reason: 'nobody is here',
    scope: { tiers: ['production'] },
    until: '2999-01-01T00:00:00Z',
  });
  const path = '/infrastructure/prd';
  await service.done(
    await service.call('raj', 'POST', path, { command: 'plan' }),
  );
  const before = (await runs('terraform.yaml')).length;
  // What is read of GitHub has to know that the plan is over.
  const asked = await until('nothing runs there any more', async () => {
    const answer = await service.send('raj', 'POST', path, {
      command: 'apply',
    });
    return answer.status === 202 && answer.body;
  });
  await service.sees(asked.id, 'a wait', view => view.code === 'frozen');
  expect((await runs('terraform.yaml')).length).toBe(before);
  const end = { reason: 'they are back' };
  await session.call('DELETE', `/freezes/${freeze}`, end);
  await service.done(asked);
  expect((await runs('terraform.yaml')).length).toBe(before + 1);
});

test('a stuck migration and a new identity have their steps, and run nothing', async () => {
  const { items } = await service.call('ada', 'GET', '/runbooks');
  const stuck = items.find((it: any) => it.id === 'stuck-migration');
  expect(stuck.run).toBeNull();
  expect(stuck.steps.join('\n')).toContain('pg_terminate_backend');
  const identity = items.find((it: any) => it.id === 'identity-recreated');
  expect(identity.steps.join('\n')).toContain('AZ_CLIENT_ID');
  const refused = await runbook('ada', 'stuck-migration', {
    environment: 'prd',
    reason: 'it hangs',
  });
  expect(refused.body.error.code).toBe('only-guides');
});

test('usage tracking is turned off in production after an approval, by one setting', async () => {
  const before = await service.site('prd');
  expect(before.settings.DB_TRACK_USAGE).toBe('true');
  const wish = {
    environment: 'prd',
    inputs: { value: 'false' },
    reason: 'usage can not be recorded',
  };
  const wrong = await runbook('ada', 'usage-tracking', {
    ...wish,
    inputs: { value: 'maybe' },
  });
  expect(wrong.body.error.field).toBe('inputs.value');
  const asked = await runbook('ada', 'usage-tracking', wish);
  expect(asked.status).toBe(202);
  const { id } = asked.body;
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  expect((await service.decide('ada', id)).status).toBe(403);
  expect(await runs('set-setting.yaml')).toHaveLength(0);
  const lead = await portal.as('mona');
  const { items } = await lead.call('GET', '/promotions?awaitingMe=true');
  expect(items.map((it: any) => it.id)).toContain(id);

  expect((await service.decide('mona', id)).status).toBe(202);
  const view = await service.reaches(id, 'succeeded');
  expect(view).toMatchObject({ kind: 'runbook', reason: wish.reason });
  expect(view.decisions).toMatchObject([{ actor: 'user:default/mona' }]);
  const after = await service.site('prd');
  expect(after.settings).toEqual({
    ...before.settings,
    DB_TRACK_USAGE: 'false',
  });
  expect(after.changes).toBe(before.changes);
});

test('then what runs is deployed again, by its own gates', async () => {
  const { redeploy, last } = await runbookIn('usage-tracking', 'prd');
  expect(last.state).toBe('succeeded');
  expect(redeploy.label).toBe('v0.4.0');
  const { id } = await service.call('ada', 'POST', '/promotions', {
    environment: 'prd',
    deployment: redeploy.deployment,
    intent: 'redeploy',
    reason: 'usage tracking is off now',
  });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  await service.decide('lars', id);
  await service.reaches(id, 'succeeded');
  await service.runs('prd', 'v0.4.0');
  expect((await runbookIn('usage-tracking', 'prd')).redeploy).toBeNull();
});

test('all of it is in the audit, and GitHub was asked by the book', async () => {
  const session = await portal.as('raj');
  const { items } = await session.call(
    'GET',
    '/audit?service=component:default/qfa-backend&limit=200',
  );
  const types = items.map((it: any) => it.type);
  for (const type of [
    'infrastructure-apply.requested',
    'infrastructure-apply.succeeded',
    'docs-publish.succeeded',
    'runbook.requested',
    'runbook.approved',
    'runbook.succeeded',
  ]) {
    expect(types).toContain(type);
  }
  const report = await portal.control.call('GET', '/conformance');
  expect(report.violations).toEqual([]);
});
