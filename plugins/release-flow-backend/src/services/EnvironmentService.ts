import {
  artifactKey,
  type EnvironmentAnswer,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { EnvironmentRecord, Stores } from '../database';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { refuse } from './refuse';

/** Holding automation, and taking what runs for the truth. */
export class EnvironmentService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
  ) {}

  /** `reason` absent takes the hold away. */
  async hold(
    caller: Caller,
    ref: string,
    id: string,
    reason: string | undefined,
  ): Promise<EnvironmentAnswer> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'hold', meta, async () => {
      await this.open(caller, ref, id, 'hold');
      const at = (await this.stores.now()).toISOString();
      const hold = reason ? { by: caller.actor, at, reason } : null;
      await this.write(caller, ref, id, reason ? 'held' : 'released', at, {
        change: { hold },
        data: { reason },
      });
      return {
        environment: id,
        message: reason ? 'Automation is held here' : 'The hold is taken away',
      };
    });
  }

  /** What the target runs becomes what is recorded; the difference stays in the audit. */
  async adopt(
    caller: Caller,
    ref: string,
    id: string,
    reason: string,
  ): Promise<EnvironmentAnswer> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'adopt', meta, async () => {
      const { record, title } = await this.open(caller, ref, id, 'override');
      const configured = record?.observation?.configured;
      if (!record?.drift || !configured) {
        throw refuse(
          'nothing-to-adopt',
          `${title} runs what was recorded; there is nothing to adopt.`,
        );
      }
      const key = artifactKey(configured);
      const [release] = await this.stores.releases.byArtifact(ref, key);
      const at = (await this.stores.now()).toISOString();
      const deploymentId = randomUUID();
      await this.stores.deployments.add({
        id: deploymentId,
        serviceRef: ref,
        environment: id,
        kind: 'adopted',
        artifact: configured,
        artifactKey: key,
        label: release?.tag ?? record.observation?.label ?? key.slice(0, 40),
        commit: release?.commit ?? null,
        releaseId: release?.id ?? null,
        buildId: null,
        operationId: null,
        intent: null,
        verified: false,
        actor: caller.actor,
        reason,
        sourceKey: `adopted:${id}:${key}:${at}`,
        happenedAt: record.driftSince ?? at,
        recordedAt: at,
      });
      await this.write(caller, ref, id, 'adopted', at, {
        change: {
          deploymentId,
          drift: null,
          driftSince: null,
          foreignReads: null,
        },
        data: { reason, artifact: configured },
      });
      return { environment: id, message: 'What runs is what is recorded now' };
    });
  }

  private async open(
    caller: Caller,
    ref: string,
    id: string,
    act: 'hold' | 'override',
  ) {
    await this.access.requireRead(caller, ref);
    const binding = requireBinding(await requireService(this.stores, ref));
    const environment = requireEnvironment(binding, id);
    await this.access.requireAct(caller, binding, environment, act);
    return {
      record: await this.stores.environments.get(ref, id),
      title: environment.title ?? environment.id,
    };
  }

  private async write(
    caller: Caller,
    ref: string,
    id: string,
    type: string,
    at: string,
    what: { change: Partial<EnvironmentRecord>; data: Record<string, unknown> },
  ): Promise<void> {
    await this.stores.transaction(async stores => {
      await stores.environments.update(ref, id, what.change);
      await stores.environments.markDue(ref, id, at);
      await stores.operations.markServiceDue(ref, at);
      await stores.audit.append({
        chain: ref,
        at,
        actor: caller.actor,
        type: `environment.${type}`,
        operationId: null,
        data: { environment: id, ...what.data },
      });
    });
  }
}
