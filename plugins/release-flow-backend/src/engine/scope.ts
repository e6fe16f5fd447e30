import { planSubjectOf, subjectOf } from '../facts/subject';
import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { LookupScope } from '../policy/lookups';
import { promotionScope } from '../policy/plan';
import type { EngineContext } from './context';

/** Look-ups of an operation, with a correlation id of the caller's choice. */
export async function scopeOfOperation(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  correlation: string,
): Promise<LookupScope> {
  const subject = await subjectOf(context.stores, operation);
  const planSubject = await planSubjectOf(context.stores, operation, subject);
  return promotionScope(binding, environment, {
    ...planSubject,
    promotionId: correlation,
  });
}
