import type {
  GateResult,
  Intent,
  Plan,
} from 'backstage-plugin-release-flow-common';
import {
  gatherFacts,
  type FactSources,
  type Subject,
} from '../facts/gatherFacts';
import { readGates } from '../facts/gateReadings';
import type { DeploymentRecord, ReleaseRecord } from '../database';
import { acceptsBuild } from '../policy/accepts';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { PromotionFacts } from '../policy/facts';
import { judgeGates } from '../policy/gates';
import { LookupError } from '../policy/lookups';
import type { Proposal } from '../policy/nextVersion';
import { newOperationId } from '../policy/newOperation';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import { refusalsOf, warningsOf, type Refusal } from '../policy/refusals';
import { isReported } from '../policy/reported';
import { versionMatch } from '../policy/versions';
import { badField, notFound, refuse } from './refuse';
import { requireRelease } from './lookups';
import { orderOf, versionFor } from './versionFor';

/** A person waits for it: what is slower is *not read*. */
export const PREFLIGHT_TIMEOUT_MS = 5_000;

export interface Prepared {
  id: string;
  binding: Binding;
  environment: BoundEnvironment;
  subject: Subject;
  commit: string | null;
  label: string;
  plan: Plan;
  hash: string;
  facts: PromotionFacts;
  gates: GateResult[];
  refusals: Refusal[];
  warnings: Refusal[];
  /** Given, or proposed, to a build that gets a version by being deployed. */
  version: string | undefined;
  proposedVersion: Proposal | undefined;
}

export interface Wish {
  environment: BoundEnvironment;
  intent: Intent;
  release?: string;
  deployment?: string;
  from?: string;
  emergency?: boolean;
  /** For a build that gets one by being deployed. */
  version?: string;
  /** A preflight goes on with the proposed version where none is given. */
  isTrial?: boolean;
  requestedBy: string;
  via: string;
}

/** Gathers, plans and judges a wish. No effect; what the database says is final, the rest may wait. */
export async function prepare(
  sources: FactSources,
  binding: Binding,
  wish: Wish,
): Promise<Prepared> {
  const { stores } = sources;
  const { environment, intent } = wish;
  await refuseBuilds(sources, binding, wish);
  const rollbackTo = await rollbackTarget(sources, binding, wish);
  const release = await releaseOf(sources, binding, wish, rollbackTo);
  const build = rollbackTo?.buildId
    ? await stores.builds.get(rollbackTo.buildId)
    : undefined;
  const subject: Subject = {
    intent,
    artifact: rollbackTo?.artifact ?? release?.artifact ?? null,
    release,
    build,
    rollbackTo,
    operation: undefined,
  };
  const facts = await gatherFacts(
    sources,
    binding,
    environment,
    subject,
    PREFLIGHT_TIMEOUT_MS,
  );
  const id = newOperationId();
  const from =
    wish.from ??
    defaultFrom(
      binding,
      environment.id,
      upstream =>
        facts.upstream.some(
          ({ id: of, deployment }) => of === upstream && deployment?.verified,
        ),
      release ?? null,
    );
  const commit = release?.commit ?? rollbackTo?.commit ?? null;
  const { version, proposed } = await versionFor(sources, binding, wish, {
    release,
    rollbackTo,
    facts,
    timeoutMs: PREFLIGHT_TIMEOUT_MS,
  });
  const plan = planOf(binding, environment, {
    promotionId: id,
    intent,
    emergency: wish.emergency ?? false,
    via: wish.via,
    from,
    artifact: subject.artifact,
    commit,
    gitRef: build?.ref ?? release?.branch ?? null,
    release: release ?? null,
    version,
    base: facts.current ?? null,
  });
  const hash = planHash(plan);
  const gates = judgeGates(facts, {
    plan,
    planHash: hash,
    binding,
    environment,
    requestedBy: wish.requestedBy,
    readings: await readGates({
      providers: sources.providers,
      binding,
      environment,
      plan,
      release,
      now: new Date(facts.now),
      timeoutMs: PREFLIGHT_TIMEOUT_MS,
    }),
  });
  const open = await stores.operations.openOfService(binding.service.ref);
  return {
    id,
    binding,
    environment,
    subject,
    commit,
    label: labelOf(
      binding,
      plan,
      version,
      rollbackTo?.label ?? release?.tag ?? '',
    ),
    version,
    proposedVersion: proposed,
    plan,
    hash,
    facts,
    gates,
    refusals: refusalsOf(binding, environment, plan, facts, gates, open),
    warnings: warningsOf(
      plan,
      facts,
      await orderOf(sources, binding, facts, release),
    ),
  };
}

/** A look-up without a value is no fault of ours, but of what was asked for. */
function planOf(...args: Parameters<typeof makePlan>): Plan {
  try {
    return makePlan(...args);
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    throw refuse(
      'no-value',
      `${args[1].title ?? args[1].id} can't be deployed with this: ${error.message}.`,
    );
  }
}

/** Who gets a version by being deployed is called as the release will be that its tag makes. */
function labelOf(
  { source }: Binding,
  { deployer }: Plan,
  version: string | undefined,
  label: string,
): string {
  if (!version) return label;
  if (deployer.by !== 'tag') return `v${version}`;
  const tag = String(deployer.tag);
  return versionMatch(tag, source.tag)?.label ?? tag;
}

/** A build named like a release gets the reason why it can't move on. */
async function refuseBuilds(
  { stores }: FactSources,
  binding: Binding,
  { release: name, environment }: Wish,
): Promise<void> {
  if (!name) return;
  const named = await stores.releases.named(binding.service.ref, name);
  if (named.length > 0) return;
  const builds = await stores.builds.ofService(binding.service.ref);
  const build = builds.find(
    ({ id, ref, commit, artifactKey: key }) =>
      [id, ref, commit].includes(name) || key.endsWith(`=${name}`),
  );
  if (!build || acceptsBuild(environment.accepts, build)) return;
  throw refuse(
    'ephemeral',
    `${build.ref} at ${build.commit.slice(0, 7)} is an ephemeral build; it can't enter ${environment.title ?? environment.id}. Merge it and run a release.`,
  );
}

async function releaseOf(
  { stores }: FactSources,
  binding: Binding,
  wish: Wish,
  rollbackTo: DeploymentRecord | undefined,
): Promise<ReleaseRecord | undefined> {
  if (wish.release) {
    return requireRelease(stores, binding, wish.release, wish.environment);
  }
  return rollbackTo?.releaseId
    ? stores.releases.get(rollbackTo.releaseId)
    : undefined;
}

async function rollbackTarget(
  { stores }: FactSources,
  binding: Binding,
  wish: Wish,
): Promise<DeploymentRecord | undefined> {
  const { ref } = binding.service;
  if (wish.deployment) {
    const deployment = await stores.deployments.get(wish.deployment);
    if (!deployment || deployment.serviceRef !== ref) {
      throw notFound(
        'unknown-deployment',
        `${binding.service.title} has no deployment '${wish.deployment}'.`,
      );
    }
    if (deployment.environment !== wish.environment.id) {
      throw badField(
        'deployment',
        `it went live in ${deployment.environment}, not in ${wish.environment.id}`,
      );
    }
    return deployment;
  }
  if (wish.intent !== 'rollback' || !wish.release) return undefined;
  const release = await requireRelease(
    stores,
    binding,
    wish.release,
    wish.environment,
  );
  if (!release.artifactKey) return undefined;
  const ran = await stores.deployments.ofArtifact(ref, release.artifactKey);
  const here = ran.filter(
    ({ environment }) => environment === wish.environment.id,
  );
  return (
    here.find(({ verified, kind }) => verified || kind === 'adopted') ??
    here.find(deployment => !isReported(deployment)) ??
    here[0]
  );
}
