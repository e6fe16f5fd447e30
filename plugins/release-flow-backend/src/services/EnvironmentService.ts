import {
  artifactKey,
  type Accepted,
  type EnvironmentAnswer,
  type ExtendRequest,
  type RepairRequest,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { EnvironmentRecord, Stores } from '../database';
import { extendedExpiry } from '../policy/expiry';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import type { PromotionService } from './PromotionService';
import { badField, refuse } from './refuse';

interface Change {
  type: string;
  environment?: Partial<EnvironmentRecord>;
  data: Record<string, unknown>;
  /** Runs in the same transaction. */
  also?: (stores: Stores) => Promise<unknown>;
}

/** Holding automation, mending drift either way, and letting a tried branch stay. */
export class EnvironmentService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly promotions: PromotionService,
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
      await this.write(caller, ref, id, at, {
        type: reason ? 'held' : 'released',
        environment: { hold },
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
      await this.write(caller, ref, id, at, {
        type: 'adopted',
        environment: {
          deploymentId,
          drift: null,
          driftSince: null,
          foreignReads: null,
        },
        data: { reason, artifact: configured },
        also: stores =>
          stores.deployments.add({
            id: deploymentId,
            serviceRef: ref,
            environment: id,
            kind: 'adopted',
            artifact: configured,
            artifactKey: key,
            label:
              release?.tag ?? record.observation?.label ?? key.slice(0, 40),
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
          }),
      });
      return { environment: id, message: 'What runs is what is recorded now' };
    });
  }

  /** Asks to put back what was recorded, under all gates; for what was seen there and nothing else. */
  async repair(
    caller: Caller,
    ref: string,
    id: string,
    request: RepairRequest,
  ): Promise<Accepted> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'repair', meta, async () => {
      const { record, title } = await this.open(caller, ref, id, 'promote');
      const configured = record?.observation?.configured;
      if (!record?.drift || !record.deploymentId || !configured) {
        throw refuse(
          'nothing-to-repair',
          `${title} runs what was recorded; there is nothing to put back.`,
        );
      }
      return this.promotions.promote(
        caller,
        ref,
        {
          ...request,
          environment: id,
          deployment: record.deploymentId,
          intent: 'redeploy',
        },
        { repairs: artifactKey(configured) },
      );
    });
  }

  /** An ephemeral build may stay longer, as long as the flow lets a new one stay. */
  async extend(
    caller: Caller,
    ref: string,
    id: string,
    request: ExtendRequest,
  ): Promise<EnvironmentAnswer> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'extend', meta, async () => {
      const { record, title, binding } = await this.open(
        caller,
        ref,
        id,
        'ephemeral',
      );
      const [current] = await this.stores.deployments.byIds(
        record?.deploymentId ? [record.deploymentId] : [],
      );
      const build = current?.buildId
        ? await this.stores.builds.get(current.buildId)
        : undefined;
      if (build?.intent !== 'ephemeral' || !build.expiresAt) {
        throw refuse(
          'no-ephemeral-build',
          `${title} runs no ephemeral build; there is nothing to extend.`,
        );
      }
      const now = await this.stores.now();
      const ttl = binding.source.ephemeral?.ttl ?? 'P3D';
      const expiry = extendedExpiry(build.expiresAt, request, ttl, now);
      if ('problem' in expiry) {
        throw badField(request.until ? 'until' : 'by', expiry.problem);
      }
      const { expiresAt } = expiry;
      await this.write(caller, ref, id, now.toISOString(), {
        type: 'extended',
        data: {
          build: build.id,
          ref: build.ref,
          before: build.expiresAt,
          expiresAt,
        },
        also: stores => stores.builds.extend(build.id, expiresAt),
      });
      return {
        environment: id,
        message: `${build.ref} may stay until ${expiresAt}`,
      };
    });
  }

  private async open(
    caller: Caller,
    ref: string,
    id: string,
    act: 'hold' | 'override' | 'promote' | 'ephemeral',
  ) {
    await this.access.requireRead(caller, ref);
    const binding = requireBinding(await requireService(this.stores, ref));
    const environment = requireEnvironment(binding, id);
    await this.access.requireAct(caller, binding, environment, act);
    return {
      binding,
      record: await this.stores.environments.get(ref, id),
      title: environment.title ?? environment.id,
    };
  }

  private async write(
    caller: Caller,
    ref: string,
    id: string,
    at: string,
    { type, environment, data, also }: Change,
  ): Promise<void> {
    await this.stores.transaction(async stores => {
      await also?.(stores);
      if (environment) await stores.environments.update(ref, id, environment);
      await stores.environments.markDue(ref, id, at);
      await stores.operations.markServiceDue(ref, at);
      await stores.audit.append({
        chain: ref,
        at,
        actor: caller.actor,
        type: `environment.${type}`,
        operationId: null,
        data: { environment: id, ...data },
      });
    });
  }
}
