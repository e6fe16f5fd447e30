import type {
  Compare,
  GateResult,
  Intent,
  Plan,
  Preflight,
} from 'backstage-plugin-release-flow-common';
import { compareCommits } from '../facts/comparisons';
import { migrationsIn } from '../facts/migrations';
import { readFact } from '../facts/fact';
import {
  gatherFacts,
  type FactSources,
  type Subject,
} from '../facts/gatherFacts';
import { readGates } from '../facts/gateReadings';
import { verificationTitle } from '../facts/verificationTitle';
import type { DeploymentRecord, ReleaseRecord } from '../database';
import { acceptsBuild } from '../policy/accepts';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { isRead, type PromotionFacts } from '../policy/facts';
import { judgeGates } from '../policy/gates';
import { newOperationId } from '../policy/newOperation';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import { refusalsOf, warningsOf, type Refusal } from '../policy/refusals';
import { isReported } from '../policy/reported';
import { stepsOf, usualDurations } from '../policy/steps';
import { compareVersions } from '../policy/versions';
import { compareView, notReadCompare } from './views/compareView';
import { badField, notFound, refuse } from './refuse';
import { requireRelease } from './lookups';

/** A person waits for it: what is slower is *not read*. */
const PREFLIGHT_TIMEOUT_MS = 5_000;

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
}

export interface Wish {
  environment: BoundEnvironment;
  intent: Intent;
  release?: string;
  deployment?: string;
  from?: string;
  emergency?: boolean;
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
  const plan = makePlan(binding, environment, {
    promotionId: id,
    intent,
    emergency: wish.emergency ?? false,
    via: wish.via,
    from,
    artifact: subject.artifact,
    commit,
    gitRef: build?.ref ?? release?.branch ?? null,
    release: release ?? null,
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
    label: rollbackTo?.label ?? release?.tag ?? '',
    plan,
    hash,
    facts,
    gates,
    refusals: refusalsOf(binding, environment, plan, facts, gates, open),
    warnings: warningsOf(
      plan,
      facts,
      await versionOrder(sources, facts, release),
    ),
  };
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

async function versionOrder(
  { stores }: FactSources,
  facts: PromotionFacts,
  release: ReleaseRecord | undefined,
): Promise<number | undefined> {
  const live = facts.current?.releaseId
    ? await stores.releases.get(facts.current.releaseId)
    : undefined;
  return release && live
    ? compareVersions(release.version, live.version)
    : undefined;
}

/** The difference a wish makes, from the database or within the preflight's time. */
export async function compareOf(
  sources: FactSources,
  prepared: Pick<Prepared, 'binding' | 'commit' | 'facts'>,
): Promise<Compare | null> {
  const { binding, commit, facts } = prepared;
  const base = facts.current?.commit;
  if (!commit || !base) return null;
  const read = await readFact(facts.now, PREFLIGHT_TIMEOUT_MS, signal =>
    compareCommits(
      sources.stores,
      sources.providers.codeHost,
      binding,
      base,
      commit,
      { signal, now: facts.now },
    ),
  );
  return isRead(read)
    ? compareView(binding, base, commit, read.value)
    : notReadCompare(base, commit, read.unread);
}

/** A rollback takes back the app and not the database. */
async function migrationsThatStay(
  sources: FactSources,
  { binding, commit, facts, subject }: Prepared,
): Promise<Preflight['warnings']> {
  const now = facts.current?.commit;
  const isBack = subject.intent === 'rollback' && binding.source.migrations;
  if (!isBack || !commit || !now) return [];
  const read = await readFact(facts.now, PREFLIGHT_TIMEOUT_MS, signal =>
    compareCommits(
      sources.stores,
      sources.providers.codeHost,
      binding,
      commit,
      now,
      { signal, now: facts.now },
    ),
  );
  if (!isRead(read)) {
    return [
      {
        code: 'migrations-unknown',
        message: `Whether migrations were applied since could not be read: ${read.unread}.`,
      },
    ];
  }
  const names = migrationsIn(binding, [read.value]);
  if (names.length === 0) return [];
  return [
    {
      code: 'migrations-stay',
      message: `${names.length} ${names.length === 1 ? 'migration was' : 'migrations were'} applied since and ${names.length === 1 ? 'stays' : 'stay'}: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}. The older app has to work with the newer database.`,
    },
  ];
}

export async function preflightView(
  sources: FactSources,
  prepared: Prepared,
  emergency: Preflight['emergency'],
): Promise<Preflight> {
  const { environment, plan, facts, label, subject } = prepared;
  const recent = await sources.stores.operations.recent(
    prepared.binding.service.ref,
    environment.id,
    10,
  );
  const usual = usualDurations(recent.map(operation => operation.steps));
  return {
    environment: environment.id,
    intent: subject.intent,
    label,
    allowed: prepared.refusals.length === 0,
    refusals: prepared.refusals,
    warnings: [
      ...prepared.warnings,
      ...(await migrationsThatStay(sources, prepared)),
    ],
    gates: prepared.gates,
    steps: stepsOf(plan, environment, verificationTitle(sources.providers)).map(
      step => ({ ...step, usuallyMs: usual.get(step.id) ?? null }),
    ),
    base: facts.current
      ? { label: facts.current.label, artifact: facts.current.artifact }
      : null,
    artifact: subject.artifact,
    compare: await compareOf(sources, prepared),
    needsReason: subject.intent === 'rollback' || plan.emergency,
    emergency,
    onFailure: {
      action: plan.onFailure.action,
      label: plan.onFailure.to ? (facts.current?.label ?? null) : null,
    },
    planHash: prepared.hash,
  };
}
