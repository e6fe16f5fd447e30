import type { OperationRecord } from '../../database';
import { person, type useCasesOf } from '../useCases';
import type { EventOf } from './events';

/** What a person does about one promotion. */
export async function actOn(
  { decisions, evidence }: ReturnType<typeof useCasesOf>,
  operation: OperationRecord,
  event: EventOf<'decide' | 'sign-off' | 'override' | 'cancel' | 'resolve'>,
): Promise<unknown> {
  const { id } = operation;
  const caller = person(event.who);
  const planHash = operation.planHash!;
  switch (event.type) {
    case 'decide':
      return decisions.decide(caller, id, {
        decision: event.decision as 'approve',
        comment: 'seen',
        planHash: event.outdated ? '0'.repeat(64) : planHash,
      });
    case 'sign-off':
      return decisions.decide(caller, id, {
        decision: 'sign-off',
        gate: 'qa',
        comment: 'tried it',
        planHash,
      });
    case 'override':
      return evidence.override(caller, id, {
        gate: event.gate,
        reason: 'customers wait',
        planHash,
      });
    case 'cancel':
      return decisions.cancel(caller, id, {});
    default:
      return decisions.resolve(caller, id, {
        outcome: event.outcome,
        reason: 'looked at the target',
      });
  }
}
