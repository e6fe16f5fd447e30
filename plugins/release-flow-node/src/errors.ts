import { CustomErrorBase } from '@backstage/errors';

/**
 * What kind of trouble a provider met. It decides what the engine does next:
 *
 * - `unavailable`, `rate-limited`: wait and try again
 * - `unauthorized`: wait and say that a credential needs mending
 * - `not-found`, `refused`: the answer is no; trying again would not help
 * - `unknown-outcome`: a change was sent and nobody knows whether it happened
 * @public
 */
export type ProviderTrouble =
  | 'unavailable'
  | 'rate-limited'
  | 'unauthorized'
  | 'not-found'
  | 'refused'
  | 'unknown-outcome';

/**
 * The error every provider throws. Its message names the system, the thing and what to do; it never
 * holds a secret.
 * @public
 */
export class ProviderError extends CustomErrorBase {
  /** Tells it from other errors, also where two copies of this package are loaded. */
  override readonly name = 'ProviderError';

  constructor(
    /** What kind of trouble it is. */
    readonly trouble: ProviderTrouble,
    message: string,
    /** How long to wait, and what it came from. */
    readonly options: {
      /** Milliseconds to wait before the next try, when the system said so. */
      retryAfterMs?: number;
      cause?: Error;
    } = {},
  ) {
    super(message, options.cause);
  }

  /** True when waiting may mend it. */
  get isTransient(): boolean {
    return (
      this.trouble === 'unavailable' ||
      this.trouble === 'rate-limited' ||
      this.trouble === 'unauthorized'
    );
  }
}
