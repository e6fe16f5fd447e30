import { expect, test } from '@playwright/test';
import { portal } from './pages/portal';
import { picture } from './pages/screens';
import { Visitor } from './pages/Visitor';
import { Service } from './support/Service';
import { until } from './support/until';

test.use({ actionTimeout: 15_000 });

const service = new Service(portal, 'qfa-backend');

test.beforeAll(() =>
  until('the service to be bound', () => service.environment('prd')),
);

const HOSTILE_NOTES = [
  '# Notes of somebody else',
  '<script>document.title = "owned"</script>',
  '<img src="x" onerror="document.title = \'owned\'">',
  '[harmless looking](javascript:document.title="owned")',
  '[data](data:text/html;base64,PHNjcmlwdD4=)',
  '[fine](https://example.com/fine)',
].join('\n\n');

test('an auditor sees everything and can start nothing', async ({
  browser,
}) => {
  const vera = await Visitor.arrive(browser, 'vera');
  const { page } = vera;
  const tab = await vera.at('qfa-backend');
  await expect(tab.label('prd')).not.toBeEmpty();
  await expect(tab.digest('prd')).toBeVisible();
  for (const name of ['Run Release…', 'Try a branch…']) {
    await expect(page.getByRole('button', { name })).toBeDisabled();
  }
  await expect(
    page.getByRole('button', { name: /^(Promote|Publish)/, disabled: false }),
  ).toHaveCount(0);
  await tab.actionsOf('prd').click();
  await expect(page.getByRole('menu')).toContainText('You may not');
  for (const name of ['Promote…', 'Roll back…']) {
    await expect(page.getByRole('menuitem', { name })).toBeDisabled();
  }
  await picture(page, '30-auditor');
  const refused = await service.send('vera', 'POST', '/releases', {});
  expect(refused.status).toBe(403);
  await vera.leave();
});

test('a service that does not fit its flow says which field, and others work', async ({
  browser,
}) => {
  const ada = await Visitor.arrive(browser, 'ada');
  await ada.at('qfa-legacy');
  await expect(
    ada.page.getByText('spec.releaseFlow.parameters.resourceGroupPrefix'),
  ).toBeVisible();
  await picture(ada.page, '31-broken-binding');
  await ada.page.goto('/release-flow/environments');
  await expect(ada.page.getByTestId(/qfa-legacy/)).toContainText('flow error');
  await expect(ada.page.getByTestId(/qfa-backend/)).toContainText(/v\d/);
  await ada.leave();
});

test("a release's notes do nothing, whoever wrote them", async ({
  browser,
}) => {
  const before = await service.release('v0.3.4');
  const write = (body: string) =>
    portal.control.call('POST', '/releases/qfa-backend/v0.3.4', { body });
  await write(`${before.notes}\n\n${HOSTILE_NOTES}`);
  await until('the notes to be read', async () =>
    (await service.release('v0.3.4')).notes.includes('harmless looking'),
  );
  const ada = await Visitor.arrive(browser, 'ada');
  const { page } = ada;
  await ada.at('qfa-backend');
  await page.getByRole('button', { name: 'Notes of v0.3.4' }).click();
  await expect(page.getByRole('link', { name: 'fine' })).toBeVisible();
  await expect(page.getByText('harmless looking')).toBeVisible();
  const unsafe =
    'td script, td img, td [onerror], a[href^="javascript:"], a[href^="data:"]';
  await expect(page.locator(unsafe)).toHaveCount(0);
  await page.getByText('harmless looking').click();
  await expect(page).not.toHaveTitle('owned');
  await picture(page, '32-hostile-notes');
  await write(before.notes);
  await ada.leave();
});
