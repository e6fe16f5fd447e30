import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';

/** How an operation that is no promotion is carried out: one effect, then its outcome. */
export interface Kind {
  effect(
    context: EngineContext,
    binding: Binding,
    operation: OperationRecord,
  ): EffectCall;
  /** True when the effect starts a workflow run that has to succeed. */
  followsRun: boolean;
  /** Shown while it is sent. */
  sending?(operation: OperationRecord): string;
  /** Shown when it is done. */
  done(operation: OperationRecord): string;
  /** What has to be found out before it is done; an ended operation stops here. */
  settle?(
    context: EngineContext,
    binding: Binding,
    operation: OperationRecord,
  ): Promise<
    | { status: 'settled'; operation: OperationRecord }
    | { status: 'refused'; operation: OperationRecord }
  >;
}
