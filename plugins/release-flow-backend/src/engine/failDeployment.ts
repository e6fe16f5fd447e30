import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { advance } from './advance';
import type { Claim, EngineContext } from './context';
import { startRollback } from './rollingBack';
import { failRunning } from './unsettled';

/** The change did not come about, or is not well: what it did reach is taken back where the plan says so. */
export async function failDeployment(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  failure: { code: string; message: string },
  event: 'refused' | 'verification-failed' = 'refused',
): Promise<OperationRecord> {
  const failed = { ...operation, steps: failRunning(operation) };
  if (operation.plan!.onFailure.action === 'rollback') {
    const started = await startRollback(
      context,
      claim,
      binding,
      environment,
      failed,
      failure,
    );
    if (started) return started;
  }
  return advance(context, operation, {
    event,
    change: { ...failure, steps: failed.steps, memory: failed.memory },
  });
}
