import type { Allow, ServiceState } from 'backstage-plugin-release-flow-common';
import type {
  BuildRecord,
  DeploymentRecord,
  EnvironmentRecord,
  FreezeRecord,
  OperationRecord,
  ReleaseRecord,
  RepositoryRecord,
  ServiceRecord,
  StoredComparison,
} from '../../database';
import { changelogOf } from '../../policy/changelogEntry';
import {
  environmentOf,
  type Binding,
  type BoundEnvironment,
} from '../../policy/binding';
import { buildBranches } from '../../policy/branches';
import { GATED_KINDS } from '../../policy/gatedOperations';
import { pathStates } from '../../policy/moves';
import { remindersOf } from './reminders';
import { environmentState } from './environmentState';

export interface ServiceFacts {
  service: ServiceRecord;
  binding: Binding;
  repository: RepositoryRecord | undefined;
  environments: EnvironmentRecord[];
  deployments: DeploymentRecord[];
  releases: ReleaseRecord[];
  builds: BuildRecord[];
  open: OperationRecord[];
  /** Whether the reader may see what runs there. */
  mayRead(environment: string): boolean;
  comparisons: Map<string, StoredComparison>;
  awaitingMe: ServiceState['awaitingMe'];
  freezes: FreezeRecord[];
  mayAct(environment: BoundEnvironment, act: keyof Allow): boolean;
  mayRelease: boolean;
  effects: 'enabled' | 'disabled';
  now: string;
}

export function serviceState(facts: ServiceFacts): ServiceState {
  const { service, binding, open } = facts;
  const environments = new Map(
    facts.environments.map(record => [record.id, record]),
  );
  const current = new Map(
    facts.deployments.map(record => [record.environment, record]),
  );
  return {
    ...headOf(service, facts.effects, facts.now),
    mode: binding.mode,
    flow: binding.flow,
    repository: {
      ...binding.repository,
      reading: {
        source: 'GitHub',
        at: facts.repository?.readAt ?? null,
        error: facts.repository?.error ?? null,
      },
    },
    environments: binding.environments.map(environment =>
      environmentState(facts, environment, environments, current),
    ),
    paths: pathStates(binding, {
      environments,
      current,
      releases: facts.releases,
      builds: new Map(facts.builds.map(build => [build.id, build])),
      open,
      mayRead: facts.mayRead,
    }),
    operations: open
      .filter(operation => operation.kind !== 'promotion')
      .map(operation => ({
        id: operation.id,
        kind: operation.kind,
        environment: operation.environment,
        state: operation.state,
        label: operation.label,
        message: operation.trouble ?? operation.message,
        url: operation.memory.runs?.deploy?.url ?? null,
        hasPage: GATED_KINDS.includes(operation.kind),
        mayResolve:
          operation.state === 'attention' && mayResolve(facts, operation),
        requestedBy: operation.requestedBy,
        requestedAt: operation.requestedAt,
      })),
    awaitingMe: facts.awaitingMe,
    reminders: remindersOf(binding, facts.releases, facts.mayRead),
    release: {
      canRun: facts.mayRelease && Boolean(binding.source.create),
      canBranch: facts.mayRelease && buildBranches(binding.source).length > 0,
      canPublish: facts.mayRelease,
      canReject: facts.mayRelease,
      workflow: binding.source.create?.workflow ?? null,
      ephemeralWorkflow: binding.source.ephemeral?.workflow ?? null,
      changelog: changelogOf(binding)?.file ?? null,
    },
  };
}

function mayResolve(
  { binding, mayAct, mayRelease }: ServiceFacts,
  { environment }: OperationRecord,
): boolean {
  const found = environment && environmentOf(binding, environment);
  return found ? mayAct(found, 'resolve') : mayRelease;
}

/** A service whose binding is broken still has a page: it says which field. */
export function headOf(
  service: ServiceRecord,
  effects: 'enabled' | 'disabled',
  now: string,
): ServiceState {
  return {
    ref: service.ref,
    title: service.title,
    owner: service.owner,
    flow: service.flowRef
      ? {
          ref: service.flowRef,
          title: service.flowRef.split('/').pop()!,
          revision: service.flowRevision ?? '',
        }
      : null,
    mode: 'observe',
    effects,
    error: service.error,
    repository: null,
    environments: [],
    paths: [],
    operations: [],
    awaitingMe: [],
    reminders: [],
    release: {
      canRun: false,
      canBranch: false,
      canPublish: false,
      canReject: false,
      workflow: null,
      ephemeralWorkflow: null,
      changelog: null,
    },
    now,
  };
}
