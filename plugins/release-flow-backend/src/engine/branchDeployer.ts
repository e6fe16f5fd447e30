import type { EffectRecord, OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { withDerived } from '../policy/derived';
import { derivedLine, promotionLine, type Landing } from '../providers/types';
import { annotate } from './advance';
import type { EngineContext } from './context';
import type { EffectCall } from './effects';

/** What goes onto a branch, and the lines by which it is found again. */
export function landingOf(
  environment: BoundEnvironment,
  { id, label, plan }: OperationRecord,
): Landing {
  const { branch, method } = plan!.deployer;
  const commit = plan!.commit ?? '';
  const lines = [derivedLine(commit), promotionLine(id)];
  // A picked commit keeps its own message above these.
  const own =
    method === 'merge' ? [`Release ${label} to ${environment.id}`, ''] : [];
  const message = [...own, ...lines].join('\n');
  return { branch: String(branch), commit, message, id };
}

/** A merge or a pick, pushed at once; the branch itself says whether it was. */
export function branchEffect(
  { providers: { git } }: EngineContext,
  { repository }: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const landing = landingOf(environment, operation);
  const { method } = operation.plan!.deployer;
  const line = promotionLine(operation.id);
  return {
    step: 'deploy',
    kind: `branch-${method}`,
    isGated: true,
    intent: { branch: landing.branch, commit: landing.commit },
    send: async context =>
      method === 'merge'
        ? { ...(await git.merge(repository, landing, context)) }
        : { ...(await git.cherryPick(repository, landing, context)) },
    lookup: async (_effect, context) => {
      const { branch } = landing;
      const made = await git.commitWithLine(repository, branch, line, context);
      return made
        ? { outcome: 'happened', result: { sha: made.sha, how: 'found' } }
        : { outcome: 'absent' };
    },
  };
}

/** From here on it is about the commit that the branch has now. */
export async function derive(
  context: EngineContext,
  operation: OperationRecord,
  sha: string,
  how: string,
): Promise<OperationRecord> {
  const change = withDerived(operation, sha, how);
  return change ? annotate(context, operation, change) : operation;
}

export function landedAs({ result }: EffectRecord): {
  sha: string;
  how: string;
} {
  return result as { sha: string; how: string };
}
