import { toError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { DoctorUnread } from 'backstage-plugin-release-flow-common';
import type { ProviderContext } from 'backstage-plugin-release-flow-node';

/** One look at many things: what could be read, and what could not and why. */
export class Look {
  readonly looked: string[] = [];
  readonly unread: DoctorUnread[] = [];

  constructor(
    private readonly timeoutMs: number,
    private readonly background: boolean,
    /** Called before each read; what it throws ends the look. */
    private readonly goOn: () => Promise<void> = async () => undefined,
  ) {}

  /** `undefined` when it could not be read; that is remembered, and never counts as fine. */
  async read<T>(
    what: string,
    work: (context: ProviderContext) => Promise<T>,
  ): Promise<T | undefined> {
    await this.goOn();
    try {
      const value = await work({
        signal: AbortSignal.timeout(this.timeoutMs),
        background: this.background,
      });
      this.looked.push(what);
      return value;
    } catch (error) {
      // Nobody waits for it: all of it is looked at again when there is quota.
      if (this.background && isPutOff(error)) throw error;
      this.unread.push({ what, why: toError(error).message });
      return undefined;
    }
  }
}

function isPutOff(error: unknown): boolean {
  return error instanceof ProviderError && error.trouble === 'rate-limited';
}
