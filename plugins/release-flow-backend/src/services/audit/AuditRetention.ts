import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KeyObject } from 'crypto';
import { DateTime, type Duration } from 'luxon';
import type { Stores } from '../../database';
import {
  CHAIN_START,
  findBrokenLink,
  SYSTEM_CHAIN,
  type ChainEnd,
} from '../../policy/audit';
import { summarise } from '../../policy/auditSummary';
import { SYSTEM_ACTOR } from '../binding/storeBinding';

const CHAINS = 200;
const EVENTS = 1_000;

export interface AuditRetentionOptions {
  stores: Stores;
  logger: LoggerService;
  /** How long events are kept. */
  keep: Duration;
  /** Ed25519 private key. */
  key: KeyObject;
}

/** Puts signed summaries in the place of old events. A chain that does not hold is left alone. */
export class AuditRetention {
  constructor(private readonly options: AuditRetentionOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const { stores, keep } = this.options;
    const now = await stores.now();
    const until = DateTime.fromJSDate(now).minus(keep).toJSDate().toISOString();
    const total = { chains: 0, events: 0 };
    let after: string | undefined;
    do {
      const chains = await stores.audit.chainsBefore(until, after, CHAINS);
      for (const chain of chains) {
        if (signal.aborted) break;
        const removed = await this.shorten(chain, until, signal);
        total.events += removed;
        total.chains += removed > 0 ? 1 : 0;
      }
      after = chains[chains.length - 1];
    } while (after && !signal.aborted);
    if (total.events > 0) {
      await stores.audit.append({
        chain: SYSTEM_CHAIN,
        at: now.toISOString(),
        actor: SYSTEM_ACTOR,
        type: 'audit.summarised',
        operationId: null,
        data: { ...total, until },
      });
    }
  }

  private async shorten(
    chain: string,
    until: string,
    signal: AbortSignal,
  ): Promise<number> {
    let sum = 0;
    let removed: number;
    do {
      try {
        removed = await this.removePart(chain, until);
      } catch (error) {
        this.options.logger.error(
          `The audit of ${chain} is kept whole: ${toError(error).message}`,
        );
        return sum;
      }
      sum += removed;
    } while (removed === EVENTS && !signal.aborted);
    return sum;
  }

  private async removePart(chain: string, until: string): Promise<number> {
    const { stores, key } = this.options;
    const at = (await stores.now()).toISOString();
    return stores.transaction(async transaction => {
      // Only one retention at a time; writers of this chain wait for these few statements.
      await transaction.audit.lockEnd(chain);
      const events = await transaction.audit.oldest(chain, until, EVENTS);
      if (events.length === 0) return 0;
      const summaries = await transaction.auditSummaries.ofChains([chain]);
      const before = summaries[summaries.length - 1];
      const start: ChainEnd = before
        ? { seq: before.toSeq, hash: before.lastHash }
        : CHAIN_START;
      const broken = findBrokenLink(events, start);
      if (broken) {
        throw new Error(
          `at seq ${broken.seq} it is broken (${broken.reason}). Export it and run release-flow audit verify.`,
        );
      }
      await transaction.auditSummaries.put(summarise(events, before, at, key));
      await transaction.audit.removeThrough(
        chain,
        events[events.length - 1].seq,
      );
      return events.length;
    });
  }
}
