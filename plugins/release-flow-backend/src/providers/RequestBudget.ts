import { ProviderError } from 'backstage-plugin-release-flow-node';

/** Of a quota: what background reads may use, and what they leave to others. */
const SHARE = 0.3;
const RESERVE = 0.3;
const UNKNOWN_WAIT_MS = 60_000;

/** What an answer tells of the quota it came out of. */
export interface QuotaHeaders {
  limit: number;
  remaining: number;
  /** Epoch milliseconds. */
  resetAt: number;
}

interface Quota extends QuotaHeaders {
  /** Requests of the background in this window, by this process. */
  spent: number;
}

/**
 * Lets reads of the background use a share of a provider's quota, and leaves the rest to promotions
 * under way and to everybody else. What others used comes with each answer; what this process used
 * is counted here. Replicas share the work, since each row is claimed once, and so the use.
 */
export class RequestBudget {
  private readonly quotas = new Map<string, Quota>();
  private readonly waits = new Map<string, number>();

  constructor(
    private readonly provider: string,
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {}

  /** Throws while the provider said to wait, or while the background used its share. */
  require(
    account: string,
    resource: string,
    read: { what: string; background: boolean },
  ): void {
    const waitMs = (this.waits.get(account) ?? 0) - this.now();
    if (waitMs > 0) {
      throw this.putOff(
        `${this.provider} asked to wait before reading ${read.what}`,
        waitMs,
      );
    }
    this.waits.delete(account);
    if (!read.background) return;
    const quota = this.quotas.get(`${account} ${resource}`);
    if (!quota || quota.resetAt <= this.now()) return;
    const isLow = quota.remaining < quota.limit * RESERVE;
    const isSpent = quota.spent >= quota.limit * SHARE;
    if (!isLow && !isSpent) return;
    const why = isLow
      ? `${quota.remaining} of ${quota.limit} requests are left`
      : `the background used its ${SHARE * 100} % of ${quota.limit} requests`;
    // Not all at the same moment, when the quota is new.
    const wait = (quota.resetAt - this.now()) * (1 + this.random() / 10);
    throw this.putOff(
      `Reading ${read.what} is put off for promotions under way: ${why} of ${this.provider}'s quota`,
      wait,
    );
  }

  /** Remembers what an answer told; what was answered from a cache cost nothing. */
  note(
    account: string,
    resource: string,
    told: QuotaHeaders | undefined,
    { background, isFree }: { background: boolean; isFree: boolean },
  ): void {
    if (!told || !(told.limit > 0)) return;
    const key = `${account} ${resource}`;
    const before = this.quotas.get(key);
    const isSameWindow = before && before.resetAt >= this.now();
    const spent = isSameWindow ? before.spent : 0;
    this.quotas.set(key, {
      ...told,
      spent: spent + (background && !isFree ? 1 : 0),
    });
  }

  wait(account: string, ms: number | undefined): void {
    this.waits.set(account, this.now() + (ms ?? UNKNOWN_WAIT_MS));
  }

  private putOff(message: string, waitMs: number): ProviderError {
    return new ProviderError(
      'rate-limited',
      `${message}; next try in ${Math.ceil(waitMs / 1000)} s.`,
      { retryAfterMs: waitMs },
    );
  }
}
