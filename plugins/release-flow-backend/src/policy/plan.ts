import {
  artifactKey,
  type Artifact,
  type Intent,
  type Plan,
} from 'backstage-plugin-release-flow-common';
import type { DeploymentRecord, ReleaseRecord } from '../database/records';
import { keysOf, type Binding, type BoundEnvironment } from './binding';
import { versionSaid } from './branches';
import { canonicalHash } from './canonical';
import { pathsFor, SOURCE, type Traveller } from './graph';
import { resolveDeep, resolveText, type LookupScope } from './lookups';
import { gatesOf } from './planGates';

/** What a plan has to know of a release or build. */
export type PlannedRelease = Pick<
  ReleaseRecord,
  'tag' | 'version' | 'critical'
> &
  Partial<Pick<ReleaseRecord, 'branch' | 'tags'>>;

export interface PlanSubject {
  promotionId: string;
  intent: Intent;
  emergency: boolean;
  /** The edge it was asked through. */
  via?: string;
  from: string | null;
  artifact: Artifact | null;
  commit: string | null;
  gitRef: string | null;
  release: PlannedRelease | null;
  /** Given to a build that is deployed by a version of its own. */
  version?: string;
  base: Pick<DeploymentRecord, 'artifact'> | null;
}

/** What look-ups of a promotion may name. */
export function promotionScope(
  binding: Binding,
  environment: BoundEnvironment | undefined,
  subject: PlanSubject,
): LookupScope {
  const refName = subject.gitRef ?? binding.source.branch;
  return {
    service: { name: binding.service.name },
    parameters: binding.parameters,
    environment: { id: environment?.id ?? '' },
    release: {
      tag: subject.release?.tags?.[0]?.name ?? subject.release?.tag,
      version: subject.version ?? versionSaid(subject.release),
    },
    commit: {
      sha: subject.commit ?? undefined,
      short: subject.commit?.slice(0, 7),
    },
    ref: { name: refName, slug: slugOfRef(refName) },
    artifact: Object.fromEntries(
      (subject.artifact ?? []).map(({ component, identity }) => [
        component,
        identity,
      ]),
    ),
    correlation: { id: subject.promotionId },
    // What goes back, or is deployed again, comes from no other environment.
    path: { from: subject.from ?? environment?.id },
    deploy: String(Boolean(environment)),
  };
}

/** A ref as part of an image tag, spelt as workflows do it: `tr -c 'a-zA-Z0-9' '-'`. */
export function slugOfRef(ref: string): string {
  return ref.replace(/[^a-zA-Z0-9]/g, '-');
}

export interface ResolvedWorkflowCall {
  workflow: string;
  ref: string | null;
  inputs: Record<string, string>;
  correlationInput: string | null;
}

/** A workflow call with every look-up resolved; throws when one can't be. */
export function resolveCall(
  call: {
    workflow: string;
    inputs?: Record<string, string>;
    ref?: string;
    correlationInput?: string;
  },
  scope: LookupScope,
): ResolvedWorkflowCall {
  const inputs = Object.fromEntries(
    Object.entries(call.inputs ?? {}).map(([name, template]) => [
      name,
      resolveText(template, scope, 'input'),
    ]),
  );
  if (call.correlationInput) {
    inputs[call.correlationInput] = resolveText(
      '${{ correlation.id }}',
      scope,
      'input',
    );
  }
  return {
    workflow: call.workflow,
    ref: call.ref ? resolveText(call.ref, scope, 'input') : null,
    inputs,
    correlationInput: call.correlationInput ?? null,
  };
}

function deployerOf(
  binding: Binding,
  environment: BoundEnvironment,
  subject: PlanSubject,
): Record<string, unknown> {
  const scope = promotionScope(binding, environment, subject);
  if (subject.intent === 'ephemeral') {
    const call = binding.source.ephemeral!;
    return {
      by: 'workflow',
      ...resolveCall(call, scope),
      imageTag: resolveText(call.tag, scope, 'tag'),
      concurrencyKey: null,
    };
  }
  const manual = environment.deploy.manual;
  if (!manual || manual.by === 'external') return { by: 'external' };
  const concurrencyKey = manual.concurrencyKey
    ? resolveText(manual.concurrencyKey, scope, 'name')
    : null;
  if (subject.intent !== 'promote' && environment.deploy.rollback) {
    return { by: 'target', concurrencyKey };
  }
  switch (manual.by) {
    case 'target':
      return { by: 'target', concurrencyKey };
    case 'workflow':
      return {
        by: 'workflow',
        ...resolveCall({ ...manual, workflow: manual.file }, scope),
        reviewWithin: manual.reviewWithin ?? null,
        concurrencyKey,
      };
    case 'module':
      return {
        by: 'module',
        deployer: manual.deployer,
        config: resolveDeep(manual.config, scope),
        concurrencyKey,
      };
    case 'tag':
      return {
        by: 'tag',
        tag: resolveText(manual.tag, scope, 'tag'),
        message: manual.message
          ? resolveText(manual.message, scope, 'input')
          : tagMessage(environment, subject),
        workflows: manual.workflows ?? [],
        reviewWithin: manual.reviewWithin ?? null,
        concurrencyKey,
      };
    default:
      return {
        by: 'branch',
        branch: resolveText(manual.branch, scope, 'tag'),
        method: manual.method,
        pullRequest: manual.pullRequest,
        workflows: manual.workflows ?? [],
        reviewWithin: manual.reviewWithin ?? null,
        concurrencyKey,
      };
  }
}

function tagMessage(
  { id }: BoundEnvironment,
  { release, commit, version = versionSaid(release) }: PlanSubject,
): string {
  const name = version
    ? `v${version}`
    : (release?.tag ?? commit?.slice(0, 7) ?? '');
  return `Release ${name} to ${id}`;
}

/**
 * Only the target's own API can put back what ran: a workflow may wait for people. A rollback is
 * never rolled back, and what runs already is nothing to go back to.
 */
function onFailureOf(
  { onFailure, deploy }: BoundEnvironment,
  { intent, artifact, base }: PlanSubject,
  { by }: Record<string, unknown>,
): Plan['onFailure'] {
  const mayPutBack = by === 'target' || Boolean(deploy.rollback);
  if (intent === 'rollback' || !mayPutBack) {
    return { action: 'stop', to: null };
  }
  const isOther =
    base && !(artifact && artifactKey(base.artifact) === artifactKey(artifact));
  return {
    action: onFailure,
    to: onFailure === 'rollback' && isOther ? base.artifact : null,
  };
}

/** What exactly will happen. Throws `LookupError` when a look-up has no allowed value. */
export function makePlan(
  binding: Binding,
  environment: BoundEnvironment,
  subject: PlanSubject,
): Plan {
  const { artifact, commit, intent, emergency, promotionId, from } = subject;
  const deployer = deployerOf(binding, environment, subject);
  return {
    promotionId,
    serviceUid: binding.service.uid,
    environment: environment.id,
    intent,
    emergency,
    from,
    artifact,
    commit,
    target: environment.target,
    deployer,
    gates: gatesOf(
      binding,
      environment,
      subject,
      promotionScope(binding, environment, subject),
    ),
    verifications: environment.verify,
    onFailure: onFailureOf(environment, subject, deployer),
    base: subject.base?.artifact ?? null,
  };
}

/**
 * SHA-256 over canonical JSON of the plan. A build's digest is pinned after the plan was made and
 * is covered by its commit, so a plan that began with a commit keeps its hash.
 */
export function planHash(plan: Plan): string {
  return canonicalHash(plan);
}

/** Locks a promotion needs: its target, and what its deployer shares. */
export function lockKeys(
  binding: Binding,
  environment: BoundEnvironment,
  plan: Plan,
): string[] {
  const shared = plan.deployer.concurrencyKey;
  return [
    ...keysOf(environment),
    ...(typeof shared === 'string'
      ? [`concurrency:${binding.repository.slug}:${shared}`]
      : []),
  ];
}

/** Where a promotion comes from when the request does not say: the only path, else the proven one. */
export function defaultFrom(
  binding: Binding,
  environment: string,
  proven: (upstream: string) => boolean,
  traveller: Traveller = null,
): string | null {
  const paths = pathsFor(binding, environment, traveller);
  if (paths.length === 1) return paths[0].from;
  const candidates = paths.filter(
    path => path.from !== SOURCE && proven(path.from),
  );
  if (candidates.length > 0) return candidates[0].from;
  return (
    paths.find(path => path.from === SOURCE)?.from ?? paths[0]?.from ?? null
  );
}
