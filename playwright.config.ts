import { defineConfig, devices } from '@playwright/test';

const base = Number(process.env.RELEASE_FLOW_PORT_BASE ?? 23000);

/**
 * The browser tests start a portal of their own, at ports and with data of
 * their own, and play in the Chromium that `npm test` found.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.test.ts',
  testIgnore: ['rest/**', 'faults/**'],
  outputDir: 'test-results/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // A machine that stalls for a while is no fault; what needed a second try is counted and shown.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${base}`,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.RELEASE_FLOW_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs --reset',
    env: {
      RELEASE_FLOW_PORT_BASE: String(base),
      RELEASE_FLOW_DATA: '.local/e2e',
    },
    wait: { stdout: /Release Flow is ready/ },
    stdout: 'ignore',
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});
