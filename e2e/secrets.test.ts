import { expect, test } from '@playwright/test';

/** Secrets of the sample portal's configuration. */
const secrets = [
  'local-token-release-flow',
  'local-webhook-secret',
  'local-secret',
];

test('no secret is in what a browser loads', async ({ page }) => {
  const loaded: Array<Promise<[url: string, text: string]>> = [];
  page.on('response', response => {
    const url = response.url();
    const type = response.headers()['content-type'] ?? '';
    if (/html|javascript|json|css/.test(type)) {
      loaded.push(response.text().then(text => [url, text]));
    }
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign In' })).toBeVisible();
  const texts = await Promise.all(loaded);
  expect(texts.some(([, text]) => text.includes('backstage.io/config'))).toBe(
    true,
  );
  expect(texts.filter(([url]) => /\.js/.test(url))).not.toEqual([]);
  for (const [url, text] of texts) {
    for (const secret of secrets) {
      expect.soft(text.includes(secret), `${secret} in ${url}`).toBe(false);
    }
  }
});
