import type { Advice } from 'backstage-plugin-release-flow-common';
import { readGates } from '../facts/gateReadings';
import { gatherFacts } from '../facts/gatherFacts';
import { adviceOf } from '../policy/advice';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { judgeGates } from '../policy/gates';
import { newOperationId } from '../policy/newOperation';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import { placeProblem } from '../policy/tagPlace';
import { SYSTEM_ACTOR, type EngineContext } from './context';
import type { ExternalExpectation } from './triggers';

/**
 * Judges what somebody else deploys as if it had been asked for here, in advise mode. Where the flow
 * acts, what others start has gates of its own, and only what may come from nowhere is said.
 */
export async function adviseOn(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  expected: ExternalExpectation,
): Promise<Advice | undefined> {
  const { stores, providers, settings } = context;
  if (binding.mode === 'enforce') return adviseOnPlace(context, expected);
  if (binding.mode !== 'advise') return undefined;
  const { artifact, commit } = expected;
  const [release, build] = await Promise.all([
    expected.releaseId ? stores.releases.get(expected.releaseId) : undefined,
    expected.buildId ? stores.builds.get(expected.buildId) : undefined,
  ]);
  const facts = await gatherFacts(
    context,
    binding,
    environment,
    {
      intent: 'promote',
      artifact,
      release,
      build,
      rollbackTo: undefined,
      operation: undefined,
    },
    settings.readTimeoutMs,
  );
  const plan = makePlan(binding, environment, {
    promotionId: newOperationId(),
    intent: 'promote',
    emergency: false,
    from: defaultFrom(
      binding,
      environment.id,
      upstream =>
        facts.upstream.some(
          ({ id, deployment }) => id === upstream && deployment?.verified,
        ),
      release ?? null,
    ),
    artifact,
    commit,
    gitRef: build?.ref ?? release?.branch ?? null,
    release: release ?? null,
    base: facts.current ?? null,
  });
  const gates = judgeGates(facts, {
    plan,
    planHash: planHash(plan),
    binding,
    environment,
    requestedBy: expected.actor ?? SYSTEM_ACTOR,
    readings: await readGates({
      providers,
      binding,
      environment,
      plan,
      release,
      now: new Date(facts.now),
      timeoutMs: settings.readTimeoutMs,
    }),
  });
  return adviceOf(gates);
}

async function adviseOnPlace(
  { stores }: EngineContext,
  { releaseId }: ExternalExpectation,
): Promise<Advice | undefined> {
  const release = releaseId ? await stores.releases.get(releaseId) : undefined;
  const problem = release && placeProblem(release);
  return problem ? adviceOf([], [problem]) : undefined;
}
