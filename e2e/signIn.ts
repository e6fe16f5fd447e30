import type { Page } from '@playwright/test';

/** Signs in at the local GitHub as one of the sample organisation. */
export async function signIn(page: Page, login: string) {
  await page.goto('/');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign In' }).click();
  const github = await opened;
  await github.getByRole('button', { name: login }).click();
  await page.waitForURL('**/catalog**');
}
