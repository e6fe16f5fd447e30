import { ProviderError } from 'backstage-plugin-release-flow-node';
import { retryAfterMs } from './renderErrors';

/** Of Render's quota, what reads of the background leave to promotions under way. */
const RESERVE = 0.3;
const UNKNOWN_WAIT_MS = 60_000;

/** What Render told of its limits, and for how long reads are put off by it. */
export class RenderQuota {
  private waitUntil = 0;
  private lowUntil = 0;
  private left = '';

  constructor(private readonly now: () => number = Date.now) {}

  /** Throws while Render asked to wait, and for the background while little is left. */
  require(what: string, background: boolean): void {
    const asked = this.waitUntil - this.now();
    if (asked > 0) {
      throw putOff(`Render asked to wait before reading ${what}`, asked);
    }
    const low = this.lowUntil - this.now();
    if (background && low > 0) {
      throw putOff(
        `Reading ${what} is put off for promotions under way: ${this.left} requests of Render's quota are left`,
        low,
      );
    }
  }

  /** Remembers what an answer to a read told. */
  note({ status, headers }: Pick<Response, 'status' | 'headers'>): void {
    if (status === 429) {
      this.waitUntil = this.now() + (retryAfterMs(headers) ?? UNKNOWN_WAIT_MS);
      return;
    }
    const limit = Number(headers.get('ratelimit-limit') ?? Number.NaN);
    const remaining = Number(headers.get('ratelimit-remaining') ?? Number.NaN);
    const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN);
    if (!(limit > 0) || !(remaining >= 0)) return;
    const isLow = remaining < limit * RESERVE;
    // Seconds, unless it is a moment, which older pages of the documentation say.
    const resetMs = reset < 100_000 ? reset * 1000 : UNKNOWN_WAIT_MS;
    this.lowUntil = isLow ? this.now() + resetMs : 0;
    this.left = `${remaining} of ${limit}`;
  }
}

function putOff(message: string, waitMs: number): ProviderError {
  return new ProviderError(
    'rate-limited',
    `${message}; next try in ${Math.ceil(waitMs / 1000)} s.`,
    { retryAfterMs: waitMs },
  );
}
