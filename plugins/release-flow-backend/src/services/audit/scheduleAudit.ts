import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { KeyObject } from 'crypto';
import type { Duration } from 'luxon';
import {
  AuditCheckpoints,
  type AuditCheckpointsOptions,
} from './AuditCheckpoints';
import { AuditRetention } from './AuditRetention';

export interface ScheduleAuditOptions extends AuditCheckpointsOptions {
  scheduler: SchedulerService;
  keep: Duration | undefined;
  signingKey: KeyObject | undefined;
}

/** Checkpoints each minute; retention each hour where it is configured. One replica at a time. */
export async function scheduleAudit(
  options: ScheduleAuditOptions,
): Promise<void> {
  const { scheduler, stores, logger, keep, signingKey } = options;
  const checkpoints = new AuditCheckpoints(options);
  await scheduler.scheduleTask({
    id: 'release-flow-audit-checkpoints',
    frequency: { minutes: 1 },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 20 },
    scope: 'global',
    fn: signal => checkpoints.run(signal),
  });
  if (!keep) return;
  if (!signingKey) {
    logger.error(
      'releaseFlow.audit.keep has no effect and nothing is removed: set releaseFlow.audit.signingKey, for a summary that nobody signed proves nothing.',
    );
    return;
  }
  const retention = new AuditRetention({
    stores,
    logger,
    keep,
    key: signingKey,
  });
  await scheduler.scheduleTask({
    id: 'release-flow-audit-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 50 },
    initialDelay: { minutes: 5 },
    scope: 'global',
    fn: signal => retention.run(signal),
  });
}
