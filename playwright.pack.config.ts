import { defineConfig } from '@playwright/test';
import common from './playwright.config';

/** Looks at the plain portal that scripts/pack-check.mjs has started. */
export default defineConfig({
  ...common,
  testDir: 'e2e/pack',
  testMatch: '**/*.spec.ts',
  testIgnore: [],
  outputDir: 'test-results/pack',
  reporter: [['list'], ['json', { outputFile: 'test-results/pack.json' }]],
  use: { ...common.use, baseURL: process.env.RELEASE_FLOW_PACK_URL },
  webServer: undefined,
});
