import type { Critical, Rejection } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord, Stores } from '../database';
import type { Binding } from '../policy/binding';
import type { Access, Caller } from './Access';
import { requireBinding, requireRelease, requireService } from './lookups';

interface Mark {
  by: string;
  at: string;
  reason: string;
}

/** What people say of a release: rejected, or critical. */
export class ReleaseMarkService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
  ) {}

  /** A rejected artifact never deploys, under whatever tag; `reason` absent takes it back. */
  async reject(
    caller: Caller,
    ref: string,
    name: string,
    reason: string | undefined,
  ): Promise<Rejection> {
    const meta = { service: ref, release: name };
    return this.access.audited(caller, 'reject-release', meta, async () => {
      const binding = await this.bound(caller, ref);
      await this.access.requireReject(caller, binding);
      const release = await requireRelease(this.stores, binding, name);
      const rejected = await this.mark(caller, release, reason, {
        field: 'rejected',
        set: 'release.rejected',
        unset: 'release.rejection-taken-back',
      });
      return { id: release.id, tag: release.tag, rejected };
    });
  }

  /** A critical release needs more approvals where the flow says so. */
  async critical(
    caller: Caller,
    ref: string,
    name: string,
    reason: string | undefined,
  ): Promise<Critical> {
    const meta = { service: ref, release: name };
    return this.access.audited(caller, 'mark-critical', meta, async () => {
      const binding = await this.bound(caller, ref);
      await this.access.requireRelease(caller, binding);
      const release = await requireRelease(this.stores, binding, name);
      const critical = await this.mark(caller, release, reason, {
        field: 'critical',
        set: 'release.marked-critical',
        unset: 'release.critical-taken-back',
      });
      return { id: release.id, tag: release.tag, critical };
    });
  }

  private async bound(caller: Caller, ref: string): Promise<Binding> {
    await this.access.requireRead(caller, ref);
    return requireBinding(await requireService(this.stores, ref));
  }

  private async mark(
    caller: Caller,
    release: ReleaseRecord,
    reason: string | undefined,
    kind: { field: 'rejected' | 'critical'; set: string; unset: string },
  ): Promise<Mark | null> {
    const at = (await this.stores.now()).toISOString();
    const mark = reason ? { by: caller.actor, at, reason } : null;
    const { serviceRef } = release;
    await this.stores.transaction(async stores => {
      await stores.releases.update(release.id, { [kind.field]: mark });
      await stores.audit.append({
        chain: serviceRef,
        at,
        actor: caller.actor,
        type: mark ? kind.set : kind.unset,
        operationId: null,
        data: { tag: release.tag, reason, artifact: release.artifact },
      });
      await stores.operations.markServiceDue(serviceRef, at);
    });
    return mark;
  }
}
