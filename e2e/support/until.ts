import { expect } from '@playwright/test';

type Nothing = undefined | null | false | '' | 0;

/** Looks again until there is something, and gives it. */
export async function until<T>(
  what: string,
  look: () => Promise<T | Nothing>,
  within = 60_000,
): Promise<T> {
  let found: T | Nothing;
  await expect(async () => {
    found = await look();
    expect(found, what).toBeTruthy();
  }).toPass({ timeout: within, intervals: [200] });
  return found as T;
}
