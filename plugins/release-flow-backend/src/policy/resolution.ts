import type { EffectRecord, OperationRecord } from '../database/records';
import type { OperationEvent } from './transition';

/**
 * How an operation goes on once a person said what became of an effect whose outcome nobody knew:
 * the change itself is verified next, a verification counts as passed, a rollback is waited for.
 */
export function resolution(
  { memory }: Pick<OperationRecord, 'memory'>,
  effects: Array<Pick<EffectRecord, 'step' | 'outcome'>>,
  outcome: 'happened' | 'absent',
): { event: OperationEvent; memory: OperationRecord['memory'] } {
  if (outcome === 'absent') return { event: 'resolved-absent', memory };
  if (effects.some(({ step }) => step === 'roll-back')) {
    return { event: 'resolved-rolled-back', memory };
  }
  const { verification } = memory;
  if (!verification) return { event: 'resolved-happened', memory };
  const index = verification.index + 1;
  return {
    event: 'resolved-happened',
    memory: { ...memory, verification: { ...verification, index } },
  };
}
