import { defineConfig } from '@playwright/test';

/** Tests without a browser; each file starts the portal that it plays with. */
export default defineConfig({
  testDir: 'e2e/rest',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results/rest',
  timeout: 240_000,
  expect: { timeout: 15_000 },
  workers: 3,
  // A machine that stalls for a while is no fault; what needed a second try is counted and shown.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/rest.json' }]],
});
