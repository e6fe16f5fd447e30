import { drillAfter } from '../policy/drill';
import type { OperationRecord } from './records';
import type { Stores } from './Stores';

/** What the end of a promotion means for the drill that it belongs to; in its transaction. */
export async function followDrill(
  stores: Stores,
  operation: OperationRecord,
  at: string,
): Promise<void> {
  const { memory, serviceRef, environment } = operation;
  if (!memory.drill || !environment) return;
  const record = await stores.environments.get(serviceRef, environment);
  const drill = record?.lastDrill;
  if (drill?.id !== memory.drill.id) return;
  const lastDrill = drillAfter(drill, operation, at);
  await stores.environments.update(serviceRef, environment, { lastDrill });
  const { state, message, back, forward, inTime } = lastDrill;
  await stores.audit.append({
    chain: serviceRef,
    at,
    actor: drill.by,
    type: `drill.${state}`,
    operationId: operation.id,
    data: { environment, drill: drill.id, message, back, forward, inTime },
  });
}
