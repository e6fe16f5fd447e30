import { existsSync, readFileSync } from 'node:fs';

const read = file =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

/** Passed and failed tests of a Jest report. */
export function jestCounts(file) {
  const report = read(file);
  if (!report) return { passed: 0, failed: 1 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

/** Passed and failed tests of a Playwright report. */
export function playwrightCounts(file) {
  const stats = read(file)?.stats;
  if (!stats) return { passed: 0, failed: 1 };
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    again: stats.flaky,
  };
}
