import { toError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { DoctorLookRecord, FlowRecord, ServiceRecord } from '../database';
import { Look } from '../facts/doctor/Look';
import { lookAtFlow } from '../facts/doctor/lookAtFlow';
import { lookAtService } from '../facts/doctor/lookAtService';
import {
  bindingBroken,
  checkFlow,
  checkService,
  worstFirst,
} from '../policy/doctor';
import { after, backoffMs } from './backoff';
import type { EngineContext } from './context';
import { Pace } from './Pace';

/** Looks of the background in a row, and how many there are in the time between two of one service. */
const AT_ONCE = 5;
const LOOKS_PER_ROUND = 120;
/** A new service is looked at so much sooner than a known one is again. */
const FIRST_SOONER = 180;
const FOLLOW_MS = 30_000;

/** Somebody else looks at the same. */
class LeaseLost extends Error {}

/** Compares services and flows with the world: at once when asked, else at a slow pace. */
export class DoctorRunner {
  private readonly pace: Pace;
  private readonly following: Pace;

  constructor(private readonly context: EngineContext) {
    const { doctorEveryMs } = context.settings;
    this.pace = new Pace(AT_ONCE, doctorEveryMs / LOOKS_PER_ROUND);
    this.following = new Pace(1, Math.min(FOLLOW_MS, doctorEveryMs));
  }

  /** At most one row: nobody waits for the background, and one after the other spares the quota. */
  async claimDue(lease: {
    token: string;
    now: string;
    until: string;
  }): Promise<DoctorLookRecord | undefined> {
    const { stores, settings } = this.context;
    const now = new Date(lease.now);
    if (this.following.take(now.getTime())) {
      const first = after(now, settings.doctorEveryMs / FIRST_SOONER);
      await stores.doctor.follow(first);
    }
    const hasPace = this.pace.has(now.getTime());
    const claim = { ...lease, limit: 1 };
    const [record] = await stores.doctor.claimDue(claim, !hasPace);
    if (record && !record.askedAt) this.pace.take(now.getTime());
    return record;
  }

  async run(record: DoctorLookRecord, token: string): Promise<void> {
    const { stores, settings } = this.context;
    const isAsked = record.askedAt !== null;
    // It asks for many things in a row, and may take longer than a lease.
    const look = new Look(settings.readTimeoutMs, !isAsked, () =>
      this.extendLease(record, token),
    );
    try {
      const findings = await this.findings(record, look);
      const now = await stores.now();
      await stores.doctor.finish(record, token, {
        lookedAt: now.toISOString(),
        findings,
        looked: look.looked,
        unread: look.unread,
        failures: 0,
        dueAt: after(now, settings.doctorEveryMs),
      });
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const failures = record.failures + 1;
      this.tell(record, error);
      await stores.doctor.finish(record, token, {
        failures,
        dueAt: after(await stores.now(), backoffMs(failures, error)),
      });
    }
    this.context.changed({ services: [record.subjectRef] });
  }

  private async extendLease(
    record: DoctorLookRecord,
    token: string,
  ): Promise<void> {
    const { stores, settings } = this.context;
    const until = after(await stores.now(), settings.leaseMs);
    if (await stores.doctor.extendLease(record, token, until)) return;
    throw new LeaseLost();
  }

  /** What is put off for want of quota is no trouble. */
  private tell({ subjectRef }: DoctorLookRecord, error: unknown): void {
    const said = `The doctor could not look at ${subjectRef}: ${toError(error).message}`;
    const { logger } = this.context;
    if (error instanceof ProviderError) logger.debug(said);
    else logger.warn(said);
  }

  private async findings({ kind, subjectRef }: DoctorLookRecord, look: Look) {
    const { stores } = this.context;
    if (kind === 'flow') {
      const flow = await stores.flows.get(subjectRef);
      return flow ? this.ofFlow(flow, look) : [];
    }
    const service = await stores.services.get(subjectRef);
    return service && !service.removedAt ? this.ofService(service, look) : [];
  }

  private async ofFlow(flow: FlowRecord, look: Look) {
    return worstFirst(checkFlow(await lookAtFlow(this.context, flow, look)));
  }

  private async ofService(service: ServiceRecord, look: Look) {
    const { binding, error } = service;
    if (error || !binding) {
      return error ? [bindingBroken(service.ref, error)] : [];
    }
    return checkService(
      await lookAtService(this.context, service, binding, look),
    );
  }
}
