import { ProviderError } from 'backstage-plugin-release-flow-node';

const BASE_MS = 2_000;
const CAP_MS = 120_000;

/** Exponential with half jitter; what the system asked for wins. */
export function backoffMs(
  failures: number,
  error?: unknown,
  random: () => number = Math.random,
): number {
  const asked =
    error instanceof ProviderError ? error.options.retryAfterMs : undefined;
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 10));
  const own = ceiling / 2 + random() * (ceiling / 2);
  return Math.max(own, asked ?? 0);
}

export function after(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}
