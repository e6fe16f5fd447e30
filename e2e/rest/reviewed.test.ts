import { expect, test } from '@playwright/test';
import { GithubSession } from '../support/GithubSession';
import { ownToken, reviewByApi } from '../support/githubApi';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';

/** Production by a workflow that waits for the reviewers of its GitHub environment. */
test.describe.configure({ mode: 'serial' });

let portal: Portal;
let service: Service;

test.beforeAll(async () => {
  portal = await Portal.start({
    name: 'reviewed',
    configs: ['e2e/rest/app-config.reviewed.yaml'],
  });
  service = new Service(portal, 'qfa-reports');
  await service.runs('prd', 'v0.3.7');
});

test.afterAll(() => portal?.stop());

/** Waits for the pause; gives the run that GitHub holds. */
async function paused(promotion: string) {
  const view = await service.reaches(promotion, 'waiting-in-github');
  expect(view.message).toContain('mona or lars');
  expect(view.expiresAt).not.toBeNull();
  const [run] = await portal.control.runsOf(
    service.name,
    'promote-to-prd.yaml',
  );
  expect(run.status).toBe('waiting');
  expect(view.links.map((link: any) => link.url)).toContainEqual(
    expect.stringContaining(`/actions/runs/${run.id}`),
  );
  return run;
}

test('a promotion waits in GitHub and goes on after the review there', async () => {
  await service.done(await service.call('ada', 'POST', '/releases', {}));
  await service.runs('dev', 'v0.4.0');
  await service.done(
    await service.call('ada', 'POST', '/releases/v0.4.0/publish', {}),
  );
  const digest = await service.runs('staging', 'v0.4.0');
  const id = await service.promote('ada', {
    environment: 'prd',
    release: 'v0.4.0',
    intent: 'promote',
  });
  const run = await paused(id);
  expect(await service.changesOf('prd')).toBe(0);

  const stranger = await GithubSession.signIn(portal.githubUrl, 'ben');
  await expect(
    stranger.review(service.slug, run.id, 'approved'),
  ).rejects.toThrow('422');
  expect((await service.promotion(id)).state).toBe('waiting-in-github');

  const lead = await GithubSession.signIn(portal.githubUrl, 'mona');
  await lead.review(service.slug, run.id, 'approved');
  await service.reaches(id, 'succeeded');
  expect(await service.runs('prd', 'v0.4.0')).toBe(digest);
  expect(await service.changesOf('prd')).toBe(1);
});

test('a rejected review ends it, and the target is as it was', async () => {
  const wish = {
    environment: 'prd',
    release: 'v0.3.7',
    intent: 'rollback' as const,
    reason: 'reports are late',
  };
  const id = await service.promote('ada', wish);
  const run = await paused(id);
  await reviewByApi(portal.githubUrl, 'lars', {
    slug: service.slug,
    id: run.id,
    state: 'rejected',
  });
  expect(await service.reaches(id, 'rejected')).toMatchObject({
    code: 'rejected-in-github',
    message: expect.stringContaining('lars'),
  });
  await service.runs('prd', 'v0.4.0');
  expect(await service.changesOf('prd')).toBe(1);

  const again = await service.promote('ada', wish);
  const next = await paused(again);
  expect(next.id).not.toBe(run.id);
  await reviewByApi(portal.githubUrl, 'lars', {
    slug: service.slug,
    id: next.id,
    state: 'approved',
  });
  await service.reaches(again, 'succeeded');
  await service.runs('prd', 'v0.3.7');
  expect(await service.changesOf('prd')).toBe(2);
});

/** Reviews through the portal, with a token of one's own for GitHub. */
async function reviewHere(id: string, login: string, tokenOf: string) {
  const session = await portal.as(login);
  return session.send(
    'POST',
    `/release-flow/promotions/${id}/github-review`,
    { decision: 'approve', comment: 'Seen in the portal' },
    { 'x-github-token': await ownToken(portal.githubUrl, tokenOf) },
  );
}

test('the review can be given from the portal, by its reviewer as themselves', async () => {
  const id = await service.promote('ada', {
    environment: 'prd',
    release: 'v0.4.0',
    intent: 'promote',
  });
  await paused(id);
  const borrowed = await reviewHere(id, 'ada', 'lars');
  expect(borrowed.status).toBe(403);
  expect(borrowed.body.error.message).toMatch(/not|belongs/);
  expect((await reviewHere(id, 'mona', 'lars')).status).toBe(403);
  expect((await service.promotion(id)).state).toBe('waiting-in-github');

  expect((await reviewHere(id, 'mona', 'mona')).status).toBe(202);
  await service.reaches(id, 'succeeded');
  expect(await service.changesOf('prd')).toBe(3);
  const { events } = await service.promotion(id);
  expect(JSON.stringify(events)).toContain('mona');
});
