import {
  expect,
  request,
  test,
  type APIRequestContext,
  type Page,
} from '@playwright/test';

const url = process.env.RELEASE_FLOW_PACK_URL!;
const service = '/api/release-flow/services/component/default/with-flow';
const entity = (name: string) => `/catalog/default/component/${name}`;

async function asGuest(): Promise<APIRequestContext> {
  const anybody = await request.newContext({ baseURL: url });
  const answer = await anybody.get('/api/auth/guest/refresh', {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await answer.json();
  await anybody.dispose();
  return request.newContext({
    baseURL: url,
    extraHTTPHeaders: { authorization: `Bearer ${backstageIdentity.token}` },
  });
}

async function enter(page: Page, path: string) {
  await page.goto(path);
  await page.getByRole('button', { name: 'Enter' }).click();
}

const tab = (page: Page) =>
  page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Releases' });

test.describe('a plain portal with the packed plugins', () => {
  let guest: APIRequestContext;

  test.beforeAll(async () => {
    guest = await asGuest();
    await expect(async () => {
      const state = await (await guest.get(service)).json();
      expect(JSON.stringify(state)).toContain('could not be reached');
    }).toPass({ timeout: 60_000 });
  });
  test.afterAll(() => guest.dispose());

  test('answers by REST who has a token, and no one else', async () => {
    const contract = await guest.get('/api/release-flow/openapi.json');
    expect(contract.status()).toBe(200);
    expect(await contract.json()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Release Flow' },
    });
    const anybody = await request.newContext({ baseURL: url });
    expect((await anybody.get(service)).status()).toBe(401);
    await anybody.dispose();
  });

  test('has the actions for templates', async () => {
    const actions = await (
      await guest.get('/api/scaffolder/v2/actions')
    ).json();
    const ids = actions.map((action: { id: string }) => action.id);
    expect(ids).toContain('release-flow:promote');
  });

  test('refuses a flow that is none, by the name of its field', async () => {
    const answer = await guest.post('/api/catalog/validate-entity', {
      data: {
        location: 'url:http://localhost/flow.yaml',
        entity: {
          apiVersion: 'release-flow.io/v1alpha1',
          kind: 'ReleaseFlow',
          metadata: { name: 'broken' },
          spec: { owner: 'group:default/guests', source: {} },
        },
      },
    });
    expect(answer.status()).toBe(400);
    expect(await answer.text()).toContain('spec.source.tag');
  });

  test('shows the tab, and on it what could not be read', async ({ page }) => {
    await enter(page, entity('with-flow'));
    await tab(page).click();
    await expect(page).toHaveURL(/\/with-flow\/releases$/);
    const content = page.getByRole('main');
    await expect(content.getByText('Flow one-stage')).toBeVisible();
    await expect(content.getByText('Production').first()).toBeVisible();
    await expect(
      content.getByText(/GitHub could not be reached/).first(),
    ).toBeVisible();
  });

  test('shows no tab where there is no annotation', async ({ page }) => {
    await enter(page, entity('without-flow'));
    await expect(
      page.getByRole('heading', { name: 'without-flow' }),
    ).toBeVisible();
    await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
    await expect(tab(page)).toHaveCount(0);
  });

  test('leads from the sidebar to all services', async ({ page }) => {
    await enter(page, '/catalog');
    await page.getByRole('link', { name: 'Release flow' }).click();
    await expect(page).toHaveURL(/\/release-flow\//);
    await expect(page.getByRole('link', { name: 'with-flow' })).toBeVisible();
  });
});
