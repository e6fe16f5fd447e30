import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { AuditCheckpoint } from 'backstage-plugin-release-flow-common';
import type { JsonObject } from '@backstage/types';
import type { Stores } from '../../database';

/** Chains of one checkpoint: some 20 KB in a line of a log. */
const CHAINS = 100;
/** Every chain is named again within a day, so that logs need not be kept for ever. */
const RENEW_MS = 24 * 60 * 60_000;

export interface AuditCheckpointsOptions {
  stores: Stores;
  auditor: AuditorService;
  logger: LoggerService;
}

/**
 * Tells the auditor service and the log where every chain ends. Stored before they are told, so that
 * none is lost: what was not told, by a crash, is told at the next run, and telling twice does no harm.
 */
export class AuditCheckpoints {
  constructor(private readonly options: AuditCheckpointsOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    const { stores } = this.options;
    for (const checkpoint of await stores.auditCheckpoints.unannounced()) {
      await this.announce(checkpoint);
    }
    while (!signal.aborted) {
      const now = await stores.now();
      const renewBefore = new Date(now.getTime() - RENEW_MS).toISOString();
      const checkpoint = await stores.transaction(transaction =>
        transaction.auditCheckpoints.make(
          now.toISOString(),
          renewBefore,
          CHAINS,
        ),
      );
      if (!checkpoint) return;
      await this.announce(checkpoint);
    }
  }

  private async announce(checkpoint: AuditCheckpoint): Promise<void> {
    const { stores, auditor, logger } = this.options;
    const meta: JsonObject = { checkpoint };
    const event = await auditor.createEvent({
      eventId: 'audit-checkpoint',
      severityLevel: 'medium',
    });
    await event.success({ meta });
    logger.info(`Audit checkpoint ${checkpoint.seq}`, meta);
    await stores.auditCheckpoints.markAnnounced(checkpoint.seq);
  }
}
