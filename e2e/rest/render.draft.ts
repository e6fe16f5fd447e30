import { expect, test } from '@playwright/test';
import { githubApi } from '../support/githubApi';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** Frontend and backend on Render, by branch and tag: seed 001 from top to bottom. */
test.describe.configure({ mode: 'serial' });

const REPO = '/repos/acme/clarity';
const SLOW = 120_000;

interface RenderService {
  name: string;
  liveCommit: string;
  autoDeploy: boolean;
  deploys: Array<{ status: string; trigger: string; commit: string }>;
}

let portal: Portal;
let service: Service;
/** Commits: what prod ran when it was bound, what was pushed, and what staging made of it. */
let first: string;
let pushed: string;
let staged: string;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'render' });
  service = new Service(portal, 'clarity');
});

test.afterAll(() => portal?.stop());

async function onRender(name: string): Promise<RenderService> {
  const { services } = await portal.control.call('GET', '/render');
  return services.find((it: RenderService) => it.name === `clarity-${name}`);
}

const turn = (name: string, screws: object) =>
  portal.control.call('POST', `/render/clarity-${name}`, screws);

/** Waits until REST and Render agree on what runs there, frontend and backend as one. */
function runs(environment: string, what: { label?: string; commit?: string }) {
  return until(
    `clarity runs ${what.label ?? what.commit} in ${environment}`,
    async () => {
      const seen = await service.environment(environment);
      const parts = await Promise.all(
        ['backend', 'frontend'].map(part => onRender(`${part}-${environment}`)),
      );
      const commits = seen.recorded?.artifact.map(
        (part: any) => part.identity.commit,
      );
      expect({
        label: what.label ?? seen.recorded?.label,
        commit: what.commit ?? commits?.[0],
        live: parts.map(({ liveCommit }) => liveCommit),
        drift: seen.drift,
        open: seen.openPromotion,
      }).toEqual({
        label: seen.recorded?.label,
        commit: commits?.[0],
        live: commits,
        drift: null,
        open: null,
      });
      return commits[0] as string;
    },
    SLOW,
  );
}

/** Commits to main: adds to the end of a file. */
async function push(path: string, text: string, message: string) {
  const api = await githubApi(portal.githubUrl, 'ada');
  const now = await api('GET', `${REPO}/contents/${path}?ref=main`).catch(
    () => undefined,
  );
  const before = now ? Buffer.from(now.content, 'base64').toString() : '';
  const { commit } = await api('PUT', `${REPO}/contents/${path}`, {
    message,
    branch: 'main',
    content: Buffer.from(before + text).toString('base64'),
    sha: now?.sha,
  });
  return commit.sha as string;
}

/** The record of what may be promoted that stands for a commit. */
function promotable(commit: string) {
  return until(`${commit} can be promoted`, async () => {
    const { items } = await service.call('ada', 'GET', '/releases');
    const found = items.find((it: any) => it.commit === commit);
    expect(found?.artifact).toHaveLength(2);
    return found;
  });
}

/** QA signs off and a lead approves. */
async function letThrough(id: string) {
  for (const login of ['ben', 'mona']) {
    await service.sees(id, 'a wait', view => view.state === 'waiting');
    const { planHash } = await service.promotion(id);
    const session = await portal.as(login);
    const answer = await session.send(
      'POST',
      `/release-flow/promotions/${id}/decisions`,
      { decision: 'approve', comment: 'Looked at it in staging', planHash },
    );
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  }
}

const gateOf = (view: any, type: string) =>
  view.gates.find((gate: any) => gate.type === type);

test('what runs when it is bound is adopted, frontend and backend as one', async () => {
  first = await runs('prod', { label: 'v1.1.0' });
  await runs('staging', { label: 'v1.1.0' });
  expect(await runs('dev', {})).not.toBe(first);
  expect((await service.environment('prod')).recorded.kind).toBe('adopted');
});

test('a push to main deploys dev by itself, and is verified there', async () => {
  pushed = await push('backend/app/tone.py', 'TONE = "calm"\n', 'feat: calm');
  await runs('dev', { commit: pushed });
  const { recorded } = await service.environment('dev');
  expect(recorded).toMatchObject({ kind: 'recorded', verified: true });
});

test('staging gets it by a reviewed merge into its protected branch', async () => {
  const { id: release } = await promotable(pushed);
  const id = await service.promote('ada', {
    environment: 'staging',
    release,
    intent: 'promote',
  });
  await service.sees(
    id,
    'a review',
    view => view.state === 'waiting-in-github',
    SLOW,
  );
  const api = await githubApi(portal.githubUrl, 'mona');
  const [pull] = await api('GET', `${REPO}/pulls?state=open`);
  expect(pull.base.ref).toBe('staging');
  await api('POST', `${REPO}/pulls/${pull.number}/reviews`, {
    event: 'APPROVE',
  });
  const { steps } = await service.reaches(id, 'succeeded', SLOW);
  expect(steps.map((step: any) => step.title).join()).toContain(
    'Login triggers both warm-up calls',
  );
  staged = await runs('staging', {});
  expect(staged).not.toBe(pushed);
});

test('a version without its entry in the changelog does not reach prod', async () => {
  const preflight = await service.call('ada', 'POST', '/preflight', {
    environment: 'prod',
    commit: staged,
    intent: 'promote',
    version: '1.3.0',
  });
  const source = preflight.gates.find((gate: any) => gate.type === 'source');
  expect(source.status).not.toBe('passed');
  expect(`${source.code} ${source.message}`).toMatch(/changelog/i);
});

test('QA signs off, a lead approves, the tag deploys both parts and everything is checked', async () => {
  const { id } = await service.call('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: staged,
    intent: 'promote',
    version: '1.2.0',
  });
  await service.sees(id, 'the changelog', view =>
    Boolean(gateOf(view, 'source')?.status === 'passed'),
  );
  await letThrough(id);
  const { steps } = await service.reaches(id, 'succeeded', SLOW);
  await runs('prod', { commit: staged });
  const details = steps.map((step: any) => `${step.title}: ${step.detail}`);
  expect(details.join('\n')).toMatch(/Never unavailable in \d+ looks/);
  expect(details.join('\n')).toContain('No answer of 2 set a cookie');
  const { tags } = await portal.control.repository('clarity');
  expect(tags['v1.2.0']).toBeTruthy();
});

test('the compliance checklist ticked itself', async () => {
  const { items } = await service.call(
    'ada',
    'GET',
    '/history?environment=prod',
  );
  expect(items[0]).toMatchObject({ kind: 'recorded', verified: true });
});

test('a build that fails leaves what serves, and says so', async () => {
  const next = await push('backend/app/tone.py', 'PACE = 1\n', 'fix: pace');
  await runs('dev', { commit: next });
  await turn('backend-dev', { failBuild: true });
  const broken = await push('backend/app/tone.py', 'PACE = 2\n', 'fix: faster');
  await until('the build failed', async () => {
    const { deploys } = await onRender('backend-dev');
    expect(deploys[0].status).toBe('build_failed');
    return true;
  });
  expect((await onRender('backend-dev')).liveCommit).toBe(next);
  const { id: release } = await promotable(broken);
  await turn('backend-dev', { failBuild: true });
  const id = await service.promote('ada', {
    environment: 'dev',
    release,
    intent: 'promote',
  });
  const ended = await service.reaches(id, 'failed', SLOW);
  expect(ended.message).toContain('build_failed');
});

test('a lead rolls back: without a build, and with automatic deploys off', async () => {
  await turn('backend-prod', { autoDeploy: true });
  const id = await service.promote('mona', {
    environment: 'prod',
    release: 'v1.1.0',
    intent: 'rollback',
    reason: 'the error budget is spent',
  });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  expect((await service.decide('lars', id)).status).toBe(202);
  await service.reaches(id, 'succeeded', SLOW);
  await runs('prod', { commit: first });
  const { autoDeploy, deploys } = await onRender('backend-prod');
  expect(autoDeploy).toBe(false);
  expect(deploys[0]).toMatchObject({ trigger: 'rollback', commit: first });
  expect((await service.environment('prod')).hold).toMatchObject({
    reason: expect.stringContaining('error budget'),
  });
});

test('how it runs is shown beside the recommended limits', async () => {
  const runtime = await service.call('ada', 'GET', '/runtime?environment=prod');
  const text = JSON.stringify(runtime);
  expect(text).toContain('VITE_API_BASE');
  expect(text).not.toContain('postgres://');
});

test('Render was asked as it documents it', async () => {
  const report = await portal.control.call('GET', '/render/conformance');
  expect(report.checked).toBeGreaterThan(20);
  expect(report.violations).toEqual([]);
});
