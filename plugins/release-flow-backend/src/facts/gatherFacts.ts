import {
  artifactKey,
  type Artifact,
  type Intent,
  type TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type {
  BuildRecord,
  DeploymentRecord,
  OperationRecord,
  ReleaseRecord,
  Stores,
} from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { PromotionFacts, UpstreamFact } from '../policy/facts';
import { pathsInto, SOURCE } from '../policy/graph';
import { readFact } from './fact';
import { readImages } from './images';
import { readInfrastructure } from './infrastructure';
import type { Membership } from './membership';
import type { Providers } from './Providers';

export interface FactSources {
  stores: Stores;
  providers: Providers;
  membership: Membership;
}

/** What a promotion is about. */
export interface Subject {
  intent: Intent;
  artifact: Artifact | null;
  release: ReleaseRecord | undefined;
  build: BuildRecord | undefined;
  rollbackTo: DeploymentRecord | undefined;
  operation: OperationRecord | undefined;
}

/** Reads everything afresh. Each read is bounded; what can't be read says so. */
export async function gatherFacts(
  sources: FactSources,
  binding: Binding,
  environment: BoundEnvironment,
  subject: Subject,
  timeoutMs: number,
): Promise<PromotionFacts> {
  const { stores, providers, membership } = sources;
  const { repository } = binding;
  const { release, artifact } = subject;
  const now = (await stores.now()).toISOString();
  const key = artifact ? artifactKey(artifact) : undefined;
  const declared = declaredGates(binding, environment);
  const gates = new Set(declared.map(gate => gate.type));
  const commit = release?.commit ?? subject.rollbackTo?.commit ?? null;
  const read = <T>(work: (signal: AbortSignal) => Promise<T>) =>
    readFact(now, timeoutMs, work);
  const target = providers.targets.get(environment.target.type);

  const [
    stored,
    tagCommit,
    images,
    references,
    infrastructure,
    members,
    observed,
  ] = await Promise.all([
    readStored(stores, binding, environment, key, subject.operation),
    release && release.state !== 'draft'
      ? read(signal =>
          providers.codeHost.tagCommit(repository, release.tag, { signal }),
        )
      : Promise.resolve({ value: undefined, at: now }),
    artifact
      ? read(signal =>
          readImages(providers.registry, artifact, release?.tag, signal),
        )
      : Promise.resolve({ value: [], at: now }),
    gates.has('configuration-resolved') && target?.configurationReferences
      ? read(signal =>
          target.configurationReferences!(environment.target, { signal }),
        )
      : undefined,
    gates.has('infrastructure-applied') && binding.infrastructure
      ? read(signal =>
          readInfrastructure(sources, binding, environment.id, commit, {
            signal,
            now,
          }),
        )
      : undefined,
    read(() => membership.members(approverRefs(declared))),
    read(async signal => {
      if (!target) throw new Error(`no target '${environment.target.type}'`);
      return target.observe(
        {
          config: environment.target,
          components: binding.artifacts.map(({ component }) => component),
        },
        { signal },
      );
    }),
  ]);

  return {
    now,
    release,
    build: subject.build,
    rollbackTo: subject.rollbackTo,
    operation: subject.operation,
    tagCommit,
    images,
    references,
    infrastructure,
    members,
    target: observed,
    ...stored,
  };
}

/** Every gate that any promotion into the environment may meet. */
function declaredGates(
  binding: Binding,
  environment: BoundEnvironment,
): TypedConfig[] {
  const rollback = environment.rollback.gates;
  return [
    ...environment.gates,
    ...(Array.isArray(rollback) ? rollback : []),
    ...pathsInto(binding, environment.id).flatMap(path => path.gates ?? []),
  ];
}

function approverRefs(gates: TypedConfig[]): string[] {
  return [
    ...new Set(
      gates.flatMap(gate =>
        Array.isArray(gate.from) ? (gate.from as string[]) : [],
      ),
    ),
  ];
}

async function readStored(
  stores: Stores,
  binding: Binding,
  environment: BoundEnvironment,
  key: string | undefined,
  operation: OperationRecord | undefined,
) {
  const { ref } = binding.service;
  const environments = await stores.environments.ofServices([ref]);
  const current = await stores.deployments.byIds(
    environments.flatMap(record => record.deploymentId ?? []),
  );
  const ran = key ? await stores.deployments.ofArtifact(ref, key) : [];
  const releases = key ? await stores.releases.byArtifact(ref, key) : [];
  const decisions = operation
    ? await stores.decisions.ofOperation(operation.id)
    : [];
  const recordOf = (id: string) =>
    environments.find(record => record.id === id);
  const currentOf = (id: string) =>
    current.find(deployment => deployment.id === recordOf(id)?.deploymentId);
  const upstream: UpstreamFact[] = pathsInto(binding, environment.id)
    .filter(path => path.from !== SOURCE)
    .map(path => ({
      id: path.from,
      title:
        binding.environments.find(({ id }) => id === path.from)?.title ??
        path.from,
      environment: recordOf(path.from),
      deployment: newestProof(ran, path.from),
      current: currentOf(path.from),
    }));
  return {
    upstream,
    decisions,
    rejections: releases.filter(release => release.rejected),
    environment: recordOf(environment.id),
    current: currentOf(environment.id),
  };
}

/** Prefers a proof over a mere mention. */
function newestProof(ran: DeploymentRecord[], environment: string) {
  const here = ran.filter(record => record.environment === environment);
  return (
    here.find(record => record.verified || record.kind === 'adopted') ?? here[0]
  );
}
