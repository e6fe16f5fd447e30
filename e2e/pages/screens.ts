import { expect, type Page } from '@playwright/test';

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

/** Size and theme of a visitor's browser. */
export function looks() {
  const { RELEASE_FLOW_WIDTH: width, RELEASE_FLOW_THEME: theme } = process.env;
  return {
    size: SIZES.find(each => String(each.width) === width) ?? SIZES[0],
    theme: theme === 'dark' ? ('dark' as const) : ('light' as const),
  };
}

/** Another theme makes a page load again: what it then shows, and meanwhile. */
const PARTS = 'article, h2';
const BUSY = '[aria-busy="true"], [role="progressbar"]';

/** As tall as what is scrolled, so that the picture shows all of it. */
const wholeHeight = (page: Page) =>
  page.evaluate(async () => {
    for (const frame of ['resized', 'laid out']) {
      await new Promise(done => {
        requestAnimationFrame(() => done(frame));
      });
    }
    const heights = [...document.querySelectorAll('*')].map(it =>
      getComputedStyle(it).overflowY === 'visible' ? 0 : it.scrollHeight,
    );
    return Math.max(document.documentElement.scrollHeight, ...heights);
  });

/**
 * With RELEASE_FLOW_SCREENS, pictures of the page in each width and theme. An
 * open dialog survives no change of either, so it is shown as the visitor is:
 * RELEASE_FLOW_WIDTH wide and in RELEASE_FLOW_THEME.
 */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.RELEASE_FLOW_SCREENS) return;
  const shoot = (size: { width: number }, theme: string) =>
    page.screenshot({
      path: `test-results/screens/${name}-${size.width}-${theme}.png`,
      animations: 'disabled',
    });
  const { size: before, theme: own } = looks();
  if (await page.getByRole('dialog').isVisible()) {
    await shoot(before, own);
    return;
  }
  const parts = await page.locator(PARTS).count();
  for (const size of SIZES) {
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await expect
        .poll(() => page.locator(PARTS).count())
        .toBeGreaterThanOrEqual(parts);
      await expect(page.locator(BUSY)).toHaveCount(0);
      const height = await wholeHeight(page);
      await page.setViewportSize({ ...size, height });
      await shoot(size, theme);
    }
  }
  await page.emulateMedia({ colorScheme: own });
  await page.setViewportSize(before);
}
