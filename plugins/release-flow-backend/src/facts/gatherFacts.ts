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
import { allowedFor } from '../policy/allowed';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { isHotfix } from '../policy/branches';
import type { PromotionFacts, UpstreamFact } from '../policy/facts';
import type { ApprovalsConfig } from '../policy/gateSchemas';
import { pathsFor, pathsInto, SOURCE } from '../policy/graph';
import { humanApprovers } from '../policy/humanApproval';
import { registryTag } from '../policy/registryTags';
import { readFact } from './fact';
import { readHotfixBase } from './hotfixBase';
import { readImages } from './images';
import { readInfrastructure } from './infrastructure';
import type { Membership } from './membership';
import type { Providers } from './Providers';
import { readSettings } from './readRuntime';
import { readTagCommit } from './tagCommit';
import { withCarried } from './upstreamCommits';

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
  /** Of an operation that has gates of its own, in place of the environment's. */
  gates?: TypedConfig[];
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
  const declared = subject.gates ?? declaredGates(binding, environment);
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
    settings,
    infrastructure,
    members,
    observed,
  ] = await Promise.all([
    readStored(stores, binding, environment, key, subject, {
      now,
      checklists: sharedChecklists(declared),
    }),
    release && release.state !== 'draft' && release.state !== 'build'
      ? read(signal =>
          readTagCommit(providers.codeHost, repository, release, signal),
        )
      : Promise.resolve({ value: undefined, at: now }),
    artifact
      ? read(signal =>
          readImages(
            providers.registry,
            artifact,
            component => release && registryTag(binding, component, release),
            signal,
          ),
        )
      : Promise.resolve({ value: [], at: now }),
    gates.has('configuration-resolved') && target?.configurationReferences
      ? read(signal =>
          target.configurationReferences!(environment.target, { signal }),
        )
      : undefined,
    gates.has('configuration-resolved') && target?.runtime
      ? readSettings(target, environment, read)
      : undefined,
    wantsInfrastructure(binding, environment, subject, gates)
      ? read(signal =>
          readInfrastructure(sources, binding, environment.id, commit, {
            signal,
            now,
          }),
        )
      : undefined,
    read(() =>
      membership.members([
        ...new Set([
          ...deciderRefs(declared),
          ...(environment.tier === 'production'
            ? humanApprovers(binding, environment)
            : []),
          ...allowedFor(binding, environment, 'override'),
        ]),
      ]),
    ),
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
    settings,
    infrastructure,
    members,
    target: observed,
    ...stored,
    hotfixBase:
      release && subject.intent === 'promote' && isHotfixBuild(binding, release)
        ? await read(signal =>
            readHotfixBase(sources, binding, release, { signal, now }),
          )
        : undefined,
    upstream: await withCarried(sources, binding, stored.upstream, artifact, {
      read,
      now,
    }),
  };
}

function isHotfixBuild(
  { source }: Binding,
  { state, branch }: ReleaseRecord,
): boolean {
  return state === 'build' && isHotfix(source, branch);
}

/** For its gate; and for who asks beforehand, since infrastructure comes before what needs it. */
function wantsInfrastructure(
  { infrastructure }: Binding,
  { id }: BoundEnvironment,
  { operation }: Subject,
  gates: Set<string>,
): boolean {
  if (!infrastructure) return false;
  return (
    gates.has('infrastructure-applied') ||
    (!operation && Object.hasOwn(infrastructure.environments, id))
  );
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

/** Everybody whose voice a gate may count. */
function deciderRefs(gates: TypedConfig[]): string[] {
  return gates.flatMap(gate => {
    const { from, emergency } = gate as Partial<ApprovalsConfig>;
    return [...(from ?? []), ...(emergency?.from ?? [])];
  });
}

/** Names of checklists that count for an artifact wherever they were ticked. */
function sharedChecklists(gates: TypedConfig[]): string[] {
  return gates
    .filter(({ type, scope }) => type === 'checklist' && scope === 'artifact')
    .map(({ name }) => String(name));
}

async function readStored(
  stores: Stores,
  binding: Binding,
  environment: BoundEnvironment,
  key: string | undefined,
  { operation, release }: Subject,
  { now, checklists }: { now: string; checklists: string[] },
) {
  const { ref } = binding.service;
  const environments = await stores.environments.ofServices([ref]);
  const current = await stores.deployments.byIds(
    environments.flatMap(record => record.deploymentId ?? []),
  );
  const ran = key ? await stores.deployments.ofArtifact(ref, key) : [];
  const releases = key ? await stores.releases.byArtifact(ref, key) : [];
  const ofPeople = await readPeople(stores, ref, key, operation, checklists);
  const recordOf = (id: string) =>
    environments.find(record => record.id === id);
  const currentOf = (id: string) =>
    current.find(deployment => deployment.id === recordOf(id)?.deploymentId);
  const upstream: UpstreamFact[] = pathsFor(
    binding,
    environment.id,
    release ?? null,
  )
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
    ...ofPeople,
    freezes: await stores.freezes.open(now),
    rejections: releases.filter(it => it.rejected),
    environment: recordOf(environment.id),
    current: currentOf(environment.id),
  };
}

/** What people did about the operation, and about its artifact elsewhere. */
async function readPeople(
  stores: Stores,
  ref: string,
  key: string | undefined,
  operation: OperationRecord | undefined,
  checklists: string[],
) {
  const shared = key
    ? await stores.checklists.ofArtifact(ref, key, checklists)
    : [];
  if (!operation) return { decisions: [], overrides: [], checklists: shared };
  const own = await stores.checklists.ofOperation(operation.id);
  return {
    decisions: await stores.decisions.ofOperation(operation.id),
    overrides: await stores.overrides.ofOperation(operation.id),
    checklists: [
      ...shared.filter(({ operationId }) => operationId !== operation.id),
      ...own,
    ],
  };
}

/** Prefers a proof over a mere mention. */
function newestProof(ran: DeploymentRecord[], environment: string) {
  const here = ran.filter(record => record.environment === environment);
  return (
    here.find(record => record.verified || record.kind === 'adopted') ?? here[0]
  );
}
