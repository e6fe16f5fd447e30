import type { OperationRecord, Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { GATED_KINDS } from '../policy/gatedOperations';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { notFound } from './refuse';

export interface OpenPromotion {
  operation: OperationRecord;
  binding: Binding;
  environment: BoundEnvironment;
}

/**
 * A promotion, or another operation that passes gates, that the caller may see, with what its
 * service is bound to.
 */
export async function openPromotion(
  stores: Stores,
  access: Access,
  caller: Caller,
  id: string,
): Promise<OpenPromotion> {
  const operation = await stores.operations.get(id);
  if (!operation || !GATED_KINDS.includes(operation.kind)) {
    throw notFound('unknown-promotion', `There is no promotion '${id}'.`);
  }
  await access.requireReadIn(
    caller,
    operation.serviceRef,
    operation.environment,
  );
  // What is under way can be decided on to its end, whatever became of its service.
  const binding =
    operation.memory.bound ??
    requireBinding(await requireService(stores, operation.serviceRef));
  const environment = requireEnvironment(binding, operation.environment!);
  return { operation, binding, environment };
}
