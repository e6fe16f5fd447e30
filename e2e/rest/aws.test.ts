import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import { candidates, tagAstray } from './awsTags';
import {
  AFTER_PROD,
  BEFORE_PROD,
  IN_STAGE,
  PATIENCE,
  patiently,
  Unifocus,
} from './unifocus';

/** Web and API on AWS, by pushes and tags: from main to production, and an urgent fix. */
test.describe.configure({ mode: 'serial', timeout: 600_000 });

let portal: Portal;
let unifocus: Unifocus;
let feature: string;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'aws' });
  unifocus = new Unifocus(portal);
});

test.afterAll(() => portal?.stop());

const digestOf = ({ observed }: any) =>
  observed.running.find((it: any) => it.component === 'api').identity.digest;

test('what runs when the service is bound is adopted, `latest` by its digest', async () => {
  await unifocus.live('prod', { label: 'v1.1.1' });
  await unifocus.live('stage', { label: 'v1.2.0' });
  const dev = await unifocus.live('dev', {});
  expect(dev.recorded.kind).toBe('adopted');
  expect(dev.observed.label).toMatch(/^main@[0-9a-f]{7}$/);
  expect(dev.observed.configured).toEqual(dev.observed.running);
});

test('what each environment is made of is shown, and no secret', async () => {
  const prod = await patiently('production was read', async () => {
    const { environments } = await unifocus.call('ada', 'GET', '/runtime');
    const found = environments.find((it: any) => it.id === 'prod');
    return found.runtime && found;
  });
  expect(prod.runtime).toMatchObject({
    state: 'ACTIVE',
    image: expect.stringMatching(/unifocus-api@sha256:/),
    scale: { desired: 2 },
    instanceClass: 'FARGATE, 1 vCPU, 2048 MiB',
    healthPath: '/health',
    rollout: { status: 'COMPLETED' },
  });
  expect(prod.runtime.instances).toHaveLength(2);
  const settings = Object.fromEntries(
    prod.settings.map((it: any) => [it.name, [it.status, it.value]]),
  );
  expect(settings).toMatchObject({
    DATABASE_URL: ['ok', null],
    NODE_ENV: ['ok', 'production'],
  });
});

test('a push to main is deployed to dev by its two workflows, and verified', async () => {
  feature = await unifocus.push({
    message: 'feat: greet by name (#23)',
    files: {
      'api/src/greeting.js': 'export const greet = name => `Hi ${name}`;\n',
    },
  });
  const dev = await unifocus.live('dev', { commit: feature });
  expect(dev.recorded).toMatchObject({ kind: 'recorded', verified: true });
  const [api, web] = dev.recorded.artifact;
  expect(api.identity.digest).toBe(digestOf(dev));
  expect(web.identity.commit).toBe(feature);
});

test('a stage tag deploys web and API to stage, where tests run and people validate', async () => {
  const asked = { environment: 'stage', release: feature };
  const seen = await unifocus.call('ada', 'POST', '/preflight', asked);
  expect(seen.proposedVersion).toMatchObject({ version: '1.3.0' });
  const unnamed = await unifocus.send('ada', 'POST', '/promotions', {
    ...asked,
    intent: 'promote',
  });
  expect(unnamed.status).toBe(400);
  expect(unnamed.body.error).toMatchObject({ field: 'version' });

  const { id } = await unifocus.call('ada', 'POST', '/promotions', {
    ...asked,
    intent: 'promote',
    version: '1.3.0',
  });
  const { steps, links } = await unifocus.asksFor(id, 'Validation in stage');
  const detail = (title: string) =>
    steps.find((step: any) => step.title.includes(title)).detail;
  expect(detail('v1.3.0-stage')).toBe(
    'Starts deploy-api-stage.yml and deploy-web-stage.yml',
  );
  expect(detail('The artifact is live')).toMatch(/^sha256:\w+ is live$/);
  expect(detail('integration.yml')).toBe('integration.yml succeeded');
  expect(detail('alarms')).toContain('No alarm of 6 went off');
  expect(JSON.stringify(links)).toContain('deploy-web-stage.yml');

  const [first, ...others] = IN_STAGE.items;
  await unifocus.tick(id, { ...IN_STAGE, items: others });
  expect(await unifocus.promotion(id)).toMatchObject({ state: 'verifying' });
  const early = await unifocus.send('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: '1.3.0',
    intent: 'promote',
  });
  expect(early.status).toBe(409);
  expect(early.body.error.code).toBe('not-proven-upstream');
  await unifocus.tick(id, { ...IN_STAGE, items: [first] });
  await unifocus.succeeds(id);
  await unifocus.live('stage', { label: 'v1.3.0', commit: feature });
  expect(await unifocus.tags()).toMatchObject({ 'v1.3.0-stage': feature });
});

test('production waits for its alarms, its checklist and its approval, and is watched after that', async () => {
  const wish = {
    environment: 'prod',
    release: '1.3.0',
    intent: 'promote',
  } as const;
  const alarm = '/aws/alarms/unifocus-prod-5xx';
  const firing = { state: 'ALARM', reason: '37 in 5 minutes' };
  await unifocus.control('POST', alarm, firing);
  const id = await unifocus.promote('ada', wish);
  const fired = await unifocus.gateSays(id, 'alarms', 'alarm-firing');
  expect(fired.message).toContain('unifocus-prod-5xx');
  await patiently('those who decide are asked', async () =>
    (await unifocus.notified('mona')).includes(
      'v1.3.0 waits for you: Production of Unifocus',
    ),
  );
  await unifocus.tick(id, BEFORE_PROD);
  const own = await unifocus.decide('ada', id);
  expect(own.status).toBe(403);
  await unifocus.approve(id);
  const checklist = await unifocus.gateSays(id, 'checklist', 'checklist-done');
  expect(checklist.evidence.join()).toContain('Stakeholders approved');
  expect((await unifocus.promotion(id)).state).toBe('waiting');
  expect(await unifocus.tags()).not.toHaveProperty('v1.3.0');
  await unifocus.control('POST', alarm, { state: 'OK' });

  const held = await unifocus.reviewedInGithub(id);
  expect(held.message).toContain('mona or lars or raj');
  const left = Date.parse(held.expiresAt) - Date.parse(held.now);
  expect(left).toBeGreaterThan(50 * 60_000);
  expect(left).toBeLessThanOrEqual(60 * 60_000);
  const { steps } = await unifocus.asksFor(id, 'After production');
  const step = (title: string) =>
    steps.find((it: any) => it.title.includes(title));
  expect(step('smoke.yml').detail).toBe('smoke.yml succeeded');
  const { startedAt, finishedAt } = step('alarms');
  const watched = Date.parse(finishedAt) - Date.parse(startedAt);
  expect(watched).toBeGreaterThanOrEqual(20_000);
  await unifocus.tick(id, AFTER_PROD);
  const unwritten = await unifocus.asksFor(
    id,
    'After production: 7 of 8 done. Open: The release notes are published (ticks itself by the published release notes)',
  );
  expect(unwritten.state).toBe('verifying');
  expect(await unifocus.itemAfterProd(id, 'notes')).toMatchObject({
    state: 'open',
    provenBy: 'the published release notes',
    mayTick: false,
  });
  const session = await portal.as('ada');
  const byHand = await session.send(
    'POST',
    `/release-flow/promotions/${id}/checklist`,
    {
      checklist: AFTER_PROD.checklist,
      item: 'notes',
      state: 'done',
    },
  );
  expect(byHand.body.error.code).toBe('ticks-itself');
  const notes = 'Greets people by their name.';
  const written = await unifocus.call('ada', 'POST', '/releases/v1.3.0/notes', {
    notes,
  });
  await unifocus.done(written, PATIENCE);
  await unifocus.succeeds(id);
  expect(await unifocus.itemAfterProd(id, 'notes')).toMatchObject({
    state: 'done',
    by: null,
  });
  const published = await unifocus.github(
    'ada',
    'GET',
    '/releases/tags/v1.3.0',
  );
  expect(published).toMatchObject({
    body: notes,
    draft: false,
    prerelease: false,
  });
  await unifocus.live('prod', { label: 'v1.3.0', commit: feature });
  expect(await unifocus.tags()).toMatchObject({ 'v1.3.0': feature });
});

test('the revision in ECS is pinned to the digest, and every task runs it', async () => {
  const prod = await unifocus.environment('prod');
  const digest = digestOf(prod);
  expect(await unifocus.revisionOf('unifocus-prod-api')).toEqual({
    images: [expect.stringMatching(`@${digest}$`)],
    running: [digest, digest],
    rollout: expect.objectContaining({ status: 'SUCCESSFUL', isBack: false }),
  });
});

test('the team is told what went live', async () => {
  await patiently('the team knows', async () => {
    const told = await unifocus.notified('ben');
    expect(told).toContain('v1.3.0 is live in Staging of Unifocus');
    return told.includes('v1.3.0 is live in Production of Unifocus');
  });
});

candidates(() => ({ portal, unifocus }));

test('an urgent fix goes from its branch by stage and an emergency approval, and is wanted in main until it is there', async () => {
  const base = (await unifocus.tags())['v1.3.0'];
  const branch = 'hotfix/critical-fix';
  await unifocus.github('ada', 'POST', '/git/refs', {
    ref: `refs/heads/${branch}`,
    sha: base,
  });
  const fix = await unifocus.push({
    branch,
    message: 'fix: answer when there is no team',
    files: {
      'api/src/team.js': 'export const teams = [];\n',
      'CHANGELOG.md': '# Changelog\n\n## v1.3.1\n\n- Answers without a team.\n',
    },
  });
  const pull = await unifocus.github('ada', 'POST', '/pulls', {
    title: 'Hotfix: critical issue',
    head: branch,
    base: 'main',
  });
  await patiently('the fix is built', async () => {
    const path = `/releases?kind=build&branch=${encodeURIComponent(branch)}`;
    const { items } = await unifocus.call('ada', 'GET', path);
    return items.find((it: any) => it.commit === fix && it.artifact);
  });
  await unifocus.toStage('ada', {
    release: fix,
    from: 'source',
    version: '1.3.1',
  });
  await unifocus.live('stage', { label: 'v1.3.1', commit: fix });

  const { id } = await unifocus.call('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: '1.3.1',
    intent: 'promote',
    emergency: true,
    reason: 'nobody without a team can sign in',
  });
  await unifocus.tick(id, BEFORE_PROD);
  await unifocus.approve(id, 'raj');
  await unifocus.reviewedInGithub(id, 'raj');
  await unifocus.asksFor(id, 'After production');
  await unifocus.tick(id, AFTER_PROD);
  const draft = await unifocus.github('ada', 'POST', '/releases', {
    tag_name: 'v1.3.1',
    body: 'Answers without a team.',
    draft: true,
  });
  await patiently('only the notes are missing', async () => {
    const { message } = await unifocus.promotion(id);
    return message.includes('7 of 8 done. Open: The release notes');
  });
  await unifocus.github('ada', 'PATCH', `/releases/${draft.id}`, {
    draft: false,
  });
  await unifocus.succeeds(id);
  await unifocus.live('prod', { label: 'v1.3.1', commit: fix });

  const reminders = async () => (await unifocus.state()).reminders;
  const [reminder] = await patiently('the reminder', async () => {
    const seen = await reminders();
    return seen.length > 0 && seen;
  });
  expect(reminder).toMatchObject({ code: 'backport' });
  expect(reminder.message).toContain('main');
  const path = `/pulls/${pull.number}`;
  const [review, merge] = [{ event: 'APPROVE' }, { merge_method: 'squash' }];
  await unifocus.github('mona', 'POST', `${path}/reviews`, review);
  await unifocus.github('mona', 'PUT', `${path}/merge`, merge);
  await patiently(
    'nothing is to be remembered',
    async () => (await reminders()).length === 0,
  );
});

tagAstray(() => ({ portal, unifocus }));

test('GitHub was asked by the book', async () => {
  const report = await unifocus.control('GET', '/conformance');
  expect(report.violations).toEqual([]);
});
