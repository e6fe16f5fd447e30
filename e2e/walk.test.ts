import { expect, test } from '@playwright/test';
import { agree } from './pages/agree';
import { portal } from './pages/portal';
import { picture } from './pages/screens';
import { Visitor } from './pages/Visitor';
import { Service } from './support/Service';

/** From a draft to production and back, through the pages. */
test.describe.configure({ mode: 'serial' });
test.use({ actionTimeout: 15_000 });

const NAME = 'qfa-backend';
const service = new Service(portal, NAME);
let ada: Visitor;
let mona: Visitor;
let digest: string;

test.beforeAll(async ({ browser }) => {
  await portal.control.call('POST', '/clock', { scale: 5 });
  [ada, mona] = await Promise.all([
    Visitor.arrive(browser, 'ada'),
    Visitor.arrive(browser, 'mona'),
  ]);
});

test.afterAll(() => Promise.all([ada?.leave(), mona?.leave()]));

/** The promotion that is open there. */
async function openPromotion(environment: string): Promise<string> {
  await expect
    .poll(async () => (await service.environment(environment)).openPromotion)
    .toBeTruthy();
  return (await service.environment(environment)).openPromotion.id;
}

test('Run Release drafts v0.4.0, and dev runs it', async () => {
  const tab = await ada.at(NAME);
  await agree(tab, service, 'dev', 'v0.3.7');
  const dialog = await tab.press('Run Release…');
  await expect(dialog.root).toContainText('release.yaml');
  await picture(ada.page, '01-run-release');
  await dialog.confirm('Run Release');
  await expect(ada.page.getByTestId('operation-release-run')).toBeVisible();
  await picture(ada.page, '02-release-runs');

  digest = await agree(tab, service, 'dev', 'v0.4.0');
  const draft = tab.release('v0.4.0');
  await expect(draft).toContainText('draft');
  await expect(draft.locator(`code[title="${digest}"]`)).toBeVisible();
  await agree(tab, service, 'staging', 'v0.3.7');
  await picture(ada.page, '03-draft-in-dev');
});

test('publishing it brings the same digest to staging, and the docs out', async () => {
  const tab = await ada.at(NAME);
  const dialog = await tab.press('Publish v0.4.0');
  await expect(dialog.root).toContainText('Dev runs exactly this digest');
  await expect(dialog.root.locator(`code[title="${digest}"]`)).toBeVisible();
  await picture(ada.page, '04-publish');
  await dialog.confirm('Publish v0.4.0');

  expect(await agree(tab, service, 'staging', 'v0.4.0')).toBe(digest);
  await expect(tab.release('v0.4.0')).toContainText('latest');
  expect(await service.changesOf('staging')).toBe(1);
  await tab.tab('Release docs');
  await expect(
    ada.page.getByRole('region', { name: 'Published docs' }),
  ).toContainText('v0.4.0');
  await picture(ada.page, '05-docs');
});

test('production is asked for with the change, the gates and the steps in sight', async () => {
  const tab = await ada.at(NAME);
  const dialog = await tab.press('Promote v0.4.0 from staging to prd');
  const promote = dialog.button('Promote v0.4.0 to prd');
  await expect(dialog.change).toContainText('v0.3.7');
  await expect(dialog.change.locator(`code[title="${digest}"]`)).toBeVisible();
  await expect(dialog.commits.getByRole('listitem')).not.toHaveCount(0);
  await expect(dialog.gates).toContainText('approvals');
  await picture(ada.page, '06-promote');
  await expect(promote).toBeEnabled();
  await dialog.confirm('Promote v0.4.0 to prd');

  await expect(tab.path('staging', 'prd')).toHaveAttribute(
    'data-status',
    'open',
  );
  await picture(ada.page, '07-waiting');
  await ada.page
    .getByRole('link', { name: 'Open promotion of v0.4.0 to prd' })
    .click();
  await expect(
    ada.page.getByRole('heading', { name: 'v0.4.0 to Production' }),
  ).toBeVisible();
});

test('the requester can not approve; a lead finds it and does', async () => {
  const id = await openPromotion('prd');
  const own = await ada.atPromotion(id);
  await expect(own.state).toHaveText('Waiting on 1 gate');
  await expect(own.approve).toBeDisabled();
  await expect(own.approve).toHaveAccessibleDescription(
    /can.t approve|group|leads/i,
  );
  await picture(ada.page, '08-own-promotion');

  const inbox = await mona.atDecisions();
  const waiting = inbox.getByRole('list', { name: 'Waiting for you' });
  await expect(waiting).toContainText('v0.4.0 to Production');
  await picture(inbox, '09-decisions');
  const tab = await mona.at(NAME);
  await expect(tab.awaiting).toContainText('v0.4.0');
  await picture(mona.page, '10-lead-tab');
  await tab.awaiting.getByRole('link', { name: 'Review' }).click();

  const promotion = await mona.atPromotion(id);
  await expect(
    promotion.change.locator(`code[title="${digest}"]`),
  ).toBeVisible();
  await picture(mona.page, '11-review');
  const dialog = await promotion.press(/^Approve/);
  await dialog.say('looks good');
  await picture(mona.page, '12-approve');
  expect(await service.changesOf('prd')).toBe(0);
  await dialog.confirm('Approve v0.4.0 for prd');
  await picture(mona.page, '13-deploying');
  await expect(promotion.state).toHaveText('Succeeded', { timeout: 60_000 });
  await expect(promotion.steps).not.toContainText(/Not started|Failed/);
  await expect(promotion.outcome).toContainText('v0.4.0 runs in Production');
  await picture(mona.page, '14-succeeded');

  expect(await agree(await ada.at(NAME), service, 'prd', 'v0.4.0')).toBe(
    digest,
  );
  expect(await service.environment('prd')).toMatchObject({
    recorded: { kind: 'recorded', verified: true },
  });
  expect(await service.changesOf('prd')).toBe(1);
});

test('production goes back to v0.3.7 with a reason and an approval', async () => {
  const tab = await ada.at(NAME);
  const dialog = await tab.press('Roll back prd');
  await dialog.root.getByText('v0.3.7', { exact: true }).click();
  const rollback = dialog.button('Roll prd back to v0.3.7');
  await expect(dialog.gates).toBeVisible();
  await expect(rollback).toBeDisabled();
  await dialog.say('the error rate went up');
  await expect(rollback).toBeEnabled();
  await picture(ada.page, '15-rollback');
  await dialog.confirm('Roll prd back to v0.3.7');

  const promotion = await mona.atPromotion(await openPromotion('prd'));
  await expect(mona.page.getByText('“the error rate went up”')).toBeVisible();
  await picture(mona.page, '16-rollback-waits');
  const approval = await promotion.press(/^Approve/);
  await approval.confirm('Approve v0.3.7 for prd');
  await expect(promotion.state).toHaveText('Succeeded', { timeout: 60_000 });
  expect(await agree(tab, service, 'prd', 'v0.3.7')).not.toBe(digest);
  await picture(ada.page, '17-rolled-back');
});

test('a branch is tried in dev and goes no further', async () => {
  const ref = 'feat/some-experiment';
  const tab = await ada.at(NAME);
  const dialog = await tab.press('Try a branch…');
  await dialog.root.getByRole('textbox').fill('feat/some experiment; rm -rf /');
  await expect(dialog.root).toContainText('The branch name is not valid');
  await expect(dialog.button(/^Build/)).toBeDisabled();
  await dialog.root.getByRole('textbox').fill(ref);
  await expect(dialog.steps).toBeVisible();
  await expect(dialog.button(/^Build/)).toBeEnabled();
  await picture(ada.page, '18-branch');
  await dialog.confirm(`Build ${ref} for dev`);

  await agree(tab, service, 'dev', ref);
  const { recorded } = await service.environment('dev');
  const dev = tab.card('dev');
  await expect(dev).toHaveAttribute('data-ephemeral', 'true');
  await expect(dev).toContainText('Ephemeral');
  await expect(dev.locator(`code[title="${recorded.commit}"]`)).toBeVisible();
  await expect(tab.path('dev', 'staging')).toContainText(/ephemeral/i);
  await expect(tab.path('dev', 'staging').getByRole('button')).toHaveCount(0);
  await picture(ada.page, '19-ephemeral');
  const refused = await service.send('ada', 'POST', '/promotions', {
    ...{ environment: 'staging', release: ref, intent: 'promote' },
  });
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({ code: 'ephemeral' });
});

test('dev is restored; staging goes back and forth', async () => {
  const tab = await ada.at(NAME);
  const restore = await tab.press('Restore v0.4.0 in dev');
  await expect(restore.steps).toBeVisible();
  await picture(ada.page, '20-restore');
  await restore.confirm('Restore v0.4.0 in dev');
  expect(await agree(tab, service, 'dev', 'v0.4.0')).toBe(digest);
  await expect(tab.card('dev')).not.toHaveAttribute('data-ephemeral');

  const rollback = await tab.choose('staging', 'Roll back…');
  await rollback.root.getByText('v0.3.7', { exact: true }).click();
  await expect(rollback.steps).toBeVisible();
  await rollback.say('compare with the older one');
  await rollback.confirm('Roll staging back to v0.3.7');
  await agree(tab, service, 'staging', 'v0.3.7');
  await picture(ada.page, '21-staging-back');

  const again = await tab.press('Promote v0.4.0 from dev to staging');
  await again.confirm('Promote v0.4.0 to staging');
  expect(await agree(tab, service, 'staging', 'v0.4.0')).toBe(digest);
  await picture(ada.page, '22-staged-again');
});

test("a click in GitHub publishes v0.5.0 as the portal's own button does", async () => {
  const tab = await ada.at(NAME);
  await (await tab.press('Run Release…')).confirm('Run Release');
  digest = await agree(tab, service, 'dev', 'v0.5.0');
  const before = await service.changesOf('staging');

  await ada.page.goto(`${portal.githubUrl}/acme/${NAME}/releases`);
  await ada.page.getByRole('button', { name: 'Publish release' }).click();
  await ada.at(NAME);
  expect(await agree(tab, service, 'staging', 'v0.5.0')).toBe(digest);
  await expect(tab.release('v0.5.0')).toContainText('latest');
  await tab.tab('Release docs');
  await expect(
    ada.page.getByRole('region', { name: 'Published docs' }),
  ).toContainText('v0.5.0');
  expect(await service.changesOf('staging')).toBe(before + 1);
  await tab.tab('History');
  await expect(ada.page.getByRole('table', { name: 'History' })).toBeVisible();
  await picture(ada.page, '23-history');
  await ada.page.goto('/release-flow/environments');
  await expect(ada.page.getByTestId(/qfa-backend/)).toContainText('v0.5.0');
  await picture(ada.page, '24-overview');
});

test('the pages complained about nothing on the way', () => {
  const signIn = /\/api\/auth\/github\/refresh/;
  for (const { complaints } of [ada, mona]) {
    expect(complaints.filter(text => !signIn.test(text))).toEqual([]);
  }
});
