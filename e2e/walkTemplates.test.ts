import { expect, test } from '@playwright/test';
import { CreatePage } from './pages/CreatePage';
import { portal } from './pages/portal';
import { picture } from './pages/screens';
import { Visitor } from './pages/Visitor';
import { Service } from './support/Service';
import { until } from './support/until';

/** The same moves, asked for from Create and by the scaffolder's own API. */
test.describe.configure({ mode: 'serial' });
test.use({ actionTimeout: 15_000 });

const service = new Service(portal, 'qfa-backend');
let ada: Visitor;
let before: string;

async function labelIn(environment: string): Promise<string> {
  return (await service.environment(environment)).recorded.label;
}

/** Approves what waits for a lead. */
async function approveIn(environment: string): Promise<void> {
  const { openPromotion } = await until('a promotion', async () => {
    const seen = await service.environment(environment);
    return seen.openPromotion && seen;
  });
  await service.sees(
    openPromotion.id,
    'a wait',
    view => view.code === 'approval-needed',
  );
  expect((await service.decide('mona', openPromotion.id)).status).toBe(202);
}

test.beforeAll(async ({ browser }) => {
  await portal.control.call('POST', '/clock', { scale: 5 });
  before = await labelIn('prd');
  if ((await labelIn('staging')) === before) {
    await service.done(await service.call('ada', 'POST', '/releases', {}));
    const { items } = await service.call('ada', 'GET', '/releases');
    const [{ tag }] = items;
    await service.runs('dev', tag);
    await service.call('ada', 'POST', `/releases/${tag}/publish`, {});
    await service.runs('staging', tag);
  }
  ada = await Visitor.arrive(browser, 'ada');
});

test.afterAll(() => ada?.leave());

test('the template promotes', async () => {
  const release = await labelIn('staging');
  await ada.page.goto('/create/templates/default/release-promote');
  const form = new CreatePage(ada.page);
  await form.chooseService('QFA backend');
  await form.field('Release').fill(release);
  await form.field('Reason').fill('asked for from Create');
  await picture(ada.page, '40-template');
  await form.run();
  await approveIn('prd');
  await expect(
    ada.page.getByRole('link', { name: 'The promotion' }),
  ).toBeVisible({ timeout: 60_000 });
  await service.runs('prd', release);
  await picture(ada.page, '41-template-done');
});

test('the template rolls back', async () => {
  const session = await portal.as('ada');
  const task = await session.send('POST', '/scaffolder/v2/tasks', {
    templateRef: 'template:default/release-rollback',
    values: {
      service: `component:default/${service.name}`,
      environment: 'prd',
      release: before,
      reason: 'asked for by the scaffolder',
      minutes: 5,
    },
  });
  expect(task.status).toBe(201);
  await approveIn('prd');
  await service.runs('prd', before);
  await until('the task to be completed', async () => {
    const path = `/scaffolder/v2/tasks/${task.body.id}`;
    const { status } = (await session.send('GET', path)).body;
    return status === 'completed';
  });
});
