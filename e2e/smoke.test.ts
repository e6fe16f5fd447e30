import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('a developer signs in with GitHub and sees the catalog', async ({
  page,
}) => {
  await signIn(page, 'ada');
  await expect(page.getByRole('link', { name: 'QFA backend' })).toBeVisible();
  await expect(
    page.getByTestId('sidebar-root').getByRole('link', { name: 'Catalog' }),
  ).toBeVisible();
});
