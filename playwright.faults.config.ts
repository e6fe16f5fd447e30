import { defineConfig } from '@playwright/test';

/** Promotions while everything breaks; the files share a machine, so they take turns. */
export default defineConfig({
  testDir: 'e2e/faults',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results/faults',
  timeout: 1_800_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/faults.json' }]],
});
