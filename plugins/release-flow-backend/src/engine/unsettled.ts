import type { OperationRecord } from '../database';
import { failSteps } from '../policy/steps';
import { advance, annotate } from './advance';
import type { EngineContext } from './context';
import type { EffectAnswer } from './effects';

/** Waits, asks a person, or ends: what a call that did not plainly happen leads to. */
export async function unsettled(
  context: EngineContext,
  operation: OperationRecord,
  answer: Exclude<EffectAnswer, { status: 'happened' }>,
): Promise<OperationRecord> {
  switch (answer.status) {
    case 'refused':
      return advance(context, operation, {
        event: 'refused',
        change: {
          code: 'refused',
          message: answer.message,
          steps: failRunning(operation),
        },
      });
    case 'unknown':
      return advance(context, operation, {
        event: 'outcome-unknown',
        change: { code: 'outcome-unknown', message: answer.message },
      });
    case 'absent':
      return advance(context, operation, {
        event: 'not-sent',
        change: {
          message: 'Nothing was sent; every gate is checked again first',
          trouble: answer.trouble,
          failures: operation.failures + 1,
          dueAt: answer.dueAt,
        },
        also: stores => stores.locks.release(operation.id),
      });
    default:
      return annotate(context, operation, {
        trouble: answer.trouble ?? operation.trouble,
        failures: answer.trouble ? operation.failures + 1 : operation.failures,
        dueAt: answer.dueAt,
      });
  }
}

export function failRunning({ steps }: OperationRecord) {
  return failSteps(steps);
}
