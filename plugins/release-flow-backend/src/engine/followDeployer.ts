import type { EffectRecord, OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { HostRun } from '../providers/types';
import { derive, landedAs } from './branchDeployer';
import { processCancel } from './cancelling';
import type { Claim, EngineContext } from './context';
import { followRun } from './followRun';
import { followModule } from './moduleDeployer';
import { followPull } from './pullDeployer';
import { followStarted, startedRuns, type Pushed } from './startedRuns';
import { findRun } from './workflowRuns';

export interface DeployerAnswer {
  isDone: boolean;
  operation: OperationRecord;
}

/** Where the deployer stands after its change was sent; what it did to the target is seen after that. */
export async function followDeployer(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<DeployerAnswer> {
  const args = [context, claim, binding, environment, operation] as const;
  const { by, tag } = operation.plan!.deployer;
  switch (by) {
    case 'workflow':
      return followDispatched(...args, effect);
    case 'tag': {
      const pushed = { ref: String(tag), sha: operation.commit! };
      return followPushed(...args, effect, pushed);
    }
    case 'branch':
      return followBranch(...args, effect);
    case 'module':
      return followModule(context, binding, environment, operation, effect);
    default:
      return { isDone: true, operation };
  }
}

/** What landed on the branch is what has to be seen from then on. */
async function followBranch(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<DeployerAnswer> {
  const { branch, pullRequest } = operation.plan!.deployer;
  const args = [context, claim, binding, environment] as const;
  let landed = landedAs(effect);
  if (pullRequest) {
    const pull = await followPull(...args, operation, effect);
    if ('operation' in pull) return { isDone: false, ...pull };
    landed = { sha: pull.mergedAs, how: 'pull-request' };
  }
  const made = await derive(context, operation, landed.sha, landed.how);
  const pushed = { ref: String(branch), sha: landed.sha };
  return followPushed(...args, made, effect, pushed);
}

async function followDispatched(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<DeployerAnswer> {
  const args = [context, claim, binding, environment, operation] as const;
  const ended = await cancelled(...args, async () => {
    const signal = AbortSignal.timeout(context.settings.readTimeoutMs);
    const run = await findRun(context, binding, effect, { signal });
    return run ? [run] : [];
  });
  if (ended) return ended;
  return answer(await followRun(context, binding, operation, 'deploy', effect));
}

/** What GitHub starts by itself when a tag or branch is pushed. */
export async function followPushed(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
  pushed: Pushed,
): Promise<DeployerAnswer> {
  const workflows = operation.plan!.deployer.workflows as string[];
  if (workflows.length === 0) return { isDone: true, operation };
  const args = [context, claim, binding, environment, operation] as const;
  const ended = await cancelled(...args, async () => {
    const found = await startedRuns(context, binding, workflows, pushed);
    return found.flatMap(({ run }) => run ?? []);
  });
  if (ended) return ended;
  return answer(
    await followStarted(context, claim, binding, operation, effect, pushed),
  );
}

/** Somebody wants it to end: its runs are cancelled first. */
async function cancelled(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  runs: () => Promise<HostRun[]>,
): Promise<DeployerAnswer | undefined> {
  if (!operation.memory.cancelRequested) return undefined;
  const args = [context, claim, binding, environment, operation] as const;
  const record = await processCancel(...args, await runs());
  return record && { isDone: false, operation: record };
}

function answer({
  status,
  operation,
}: {
  status: string;
  operation: OperationRecord;
}): DeployerAnswer {
  return { isDone: status === 'success', operation };
}
