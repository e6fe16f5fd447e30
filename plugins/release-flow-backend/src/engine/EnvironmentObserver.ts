import { toError } from '@backstage/errors';
import {
  artifactKey,
  artifactLabel,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import type {
  EnvironmentRecord,
  OperationRecord,
  ServiceRecord,
} from '../database';
import {
  acceptsForeignChange,
  environmentOf,
  repositoryKey,
  type Binding,
  type BoundEnvironment,
} from '../policy/binding';
import { after, backoffMs } from './backoff';
import type { EngineContext } from './context';
import { keepRuntime } from './keepRuntime';
import { observeTarget } from './observeTarget';
import { expectExternal, releaseOrBuildOf } from './triggers';

/** Reads of a foreign artifact in a row before it counts as fact. */
const FOREIGN_AFTER_READS = 2;

const CHANGING = [
  'deploying',
  'waiting-in-github',
  'verifying',
  'rolling-back',
  'attention',
];

/** Looks at one environment: adopts, notices changes made elsewhere, and says where records differ. */
export class EnvironmentObserver {
  constructor(private readonly context: EngineContext) {}

  async look(record: EnvironmentRecord, token: string): Promise<void> {
    const { stores, settings } = this.context;
    const service = await stores.services.get(record.serviceRef);
    const now = await stores.now();
    const isBound = service && !service.error && !service.removedAt;
    const binding = isBound ? service.binding : undefined;
    const environment = binding && environmentOf(binding, record.id);
    if (!service || !binding || !environment) {
      await stores.environments.finish(record, token, {
        dueAt: after(now, settings.environmentEveryMs),
      });
      return;
    }
    try {
      const observation = await observeTarget(
        this.context,
        record.serviceRef,
        environment,
        binding.artifacts.map(({ component }) => component),
        true,
      );
      const again = await this.compare(
        service,
        binding,
        environment,
        record,
        observation,
      );
      await stores.environments.finish(record, token, {
        dueAt: after(
          now,
          again ? settings.activeEveryMs : settings.environmentEveryMs,
        ),
      });
    } catch (error) {
      await stores.environments.finish(record, token, {
        observationError: toError(error).message,
        failures: record.failures + 1,
        dueAt: after(now, backoffMs(record.failures + 1, error)),
      });
    }
    await keepRuntime(this.context, record.serviceRef, environment);
    this.context.changed({ services: [record.serviceRef] });
  }

  /** True when it is worth looking again soon. */
  private async compare(
    service: ServiceRecord,
    binding: Binding,
    environment: BoundEnvironment,
    record: EnvironmentRecord,
    observation: TargetObservation,
  ): Promise<boolean> {
    const { stores } = this.context;
    const open = (
      await stores.operations.openOfService(record.serviceRef)
    ).filter(operation => operation.environment === environment.id);
    const { configured } = observation;
    const key = configured && artifactKey(configured);
    const expected = open.find(
      operation =>
        operation.origin === 'external' && operation.artifactKey === key,
    );
    if (expected) {
      await stores.operations.markDue(
        [expected.id],
        (await stores.now()).toISOString(),
      );
      return false;
    }
    if (open.some(isChanging)) return false;
    const current = record.deploymentId
      ? await stores.deployments.get(record.deploymentId)
      : undefined;
    if (!current) {
      if (!configured) return false;
      const repository = await stores.repositories.get(
        repositoryKey(binding.repository),
      );
      // Before the releases are known, what runs has no name yet.
      if (!repository?.readAt) return true;
      await this.adopt(binding, environment, observation);
      return false;
    }
    if (key === current.artifactKey) {
      if (record.drift || record.foreignReads) {
        await stores.environments.update(record.serviceRef, environment.id, {
          drift: null,
          driftSince: null,
          foreignReads: null,
        });
      }
      return false;
    }
    return this.notice(service, binding, environment, record, observation, {
      key: key ?? observation.label ?? 'unknown',
      recorded: current.label,
      recordedAt: current.happenedAt,
    });
  }

  private async notice(
    service: ServiceRecord,
    binding: Binding,
    environment: BoundEnvironment,
    record: EnvironmentRecord,
    observation: TargetObservation,
    seen: { key: string; recorded: string; recordedAt: string },
  ): Promise<boolean> {
    const { stores } = this.context;
    const before = record.foreignReads;
    const count = before?.key === seen.key ? before.count + 1 : 1;
    const at = (await stores.now()).toISOString();
    await stores.environments.update(record.serviceRef, environment.id, {
      foreignReads: { key: seen.key, count },
    });
    if (count < FOREIGN_AFTER_READS) return true;
    const known = observation.configured
      ? await releaseOrBuildOf(
          stores,
          record.serviceRef,
          artifactKey(observation.configured),
        )
      : undefined;
    // A flow that does not act has nothing else than what others deploy.
    const isOrdinary =
      binding.mode !== 'enforce' || acceptsForeignChange(environment);
    const sent = await stores.operations.lastSent(
      record.serviceRef,
      environment.id,
    );
    // What a promotion of ours left behind when it failed is nobody else's deployment.
    const left =
      sent?.operation.artifactKey === seen.key && sent.at > seen.recordedAt
        ? sent.operation
        : undefined;
    if (known && isOrdinary && !left && !record.drift) {
      const started = await expectExternal(this.context, binding, environment, {
        ...known,
        artifact: observation.configured!,
        triggerKey: `observed:${service.uid}:${environment.id}:${seen.key}:${record.deploymentId}`,
        event: 'observed',
        within: 'PT20M',
      });
      if (started) return false;
    }
    const label =
      known?.label ??
      observation.label ??
      (observation.configured ? seenLabel(observation) : seen.key);
    const why = left
      ? `Promotion ${left.number} left it there: ${left.state}.`
      : 'Somebody changed it outside the flow.';
    const drift = `${environment.title ?? environment.id} is set to ${label}, but ${seen.recorded} was recorded. ${why}`;
    if (record.drift !== drift) {
      await stores.transaction(async transaction => {
        await transaction.environments.update(
          record.serviceRef,
          environment.id,
          { driftSince: at, drift },
        );
        await transaction.audit.append({
          chain: record.serviceRef,
          at,
          actor: 'system:release-flow',
          type: 'environment.drift',
          operationId: null,
          data: { environment: environment.id, seen: seen.key, label },
        });
      });
    }
    return false;
  }

  /** What runs when a service is bound is a fact to start from. */
  private async adopt(
    binding: Binding,
    environment: BoundEnvironment,
    observation: TargetObservation,
  ): Promise<void> {
    const { stores } = this.context;
    const artifact = observation.configured!;
    const key = artifactKey(artifact);
    const known = await releaseOrBuildOf(stores, binding.service.ref, key);
    const at = (await stores.now()).toISOString();
    const id = randomUUID();
    await stores.transaction(async transaction => {
      await transaction.deployments.add({
        id,
        serviceRef: binding.service.ref,
        environment: environment.id,
        kind: 'adopted',
        artifact,
        artifactKey: key,
        label: known?.label ?? observation.label ?? shortLabel(artifact),
        commit: known?.commit ?? null,
        releaseId: known?.releaseId ?? null,
        buildId: known?.buildId ?? null,
        operationId: null,
        intent: null,
        verified: false,
        actor: null,
        reason: null,
        sourceKey: null,
        happenedAt: observation.changedAt ?? at,
        recordedAt: at,
      });
      await transaction.environments.update(
        binding.service.ref,
        environment.id,
        { deploymentId: id },
      );
      await transaction.audit.append({
        chain: binding.service.ref,
        at,
        actor: 'system:release-flow',
        type: 'deployment.adopted',
        operationId: null,
        data: { environment: environment.id, artifact },
      });
    });
  }
}

/** Of parts that each run something else, what each one runs. */
function seenLabel({ configured, parts }: TargetObservation): string {
  const told = parts?.map(
    part => `${part.name}: ${shortLabel(part.configured ?? [])}`,
  );
  return told?.join(', ') ?? shortLabel(configured!);
}

/** A digest as short as people say it. */
function shortLabel(artifact: Artifact): string {
  return artifactLabel(artifact).slice(0, 'sha256:'.length + 12);
}

function isChanging(operation: OperationRecord): boolean {
  return CHANGING.includes(operation.state);
}
