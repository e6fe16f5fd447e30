import type { FlowRecord, Stores } from '../../database';
import { SYSTEM_CHAIN } from '../../policy/audit';
import { SYSTEM_ACTOR } from './storeBinding';

/** Stores a flow as the catalog has it; a change of it is audited, for it may weaken what services meet. */
export async function storeFlow(
  stores: Stores,
  flow: FlowRecord,
): Promise<void> {
  await stores.transaction(async transaction => {
    const before = await transaction.flows.get(flow.ref);
    await transaction.flows.put(flow);
    if (before?.revision === flow.revision) return;
    const { ref, revision, mode, error } = flow;
    await transaction.audit.append({
      chain: SYSTEM_CHAIN,
      at: flow.seenAt,
      actor: SYSTEM_ACTOR,
      type: before ? 'flow.changed' : 'flow.declared',
      operationId: null,
      data: { flow: ref, revision, mode, error, before: before?.revision },
    });
  });
}

/** Forgets flows that the catalog has no more. */
export async function removeFlows(
  stores: Stores,
  known: string[],
  at: string,
): Promise<void> {
  await stores.transaction(async transaction => {
    const gone = (await transaction.flows.list()).filter(
      ({ ref }) => !known.includes(ref),
    );
    await transaction.flows.removeExcept(known);
    for (const { ref, revision } of gone) {
      await transaction.audit.append({
        chain: SYSTEM_CHAIN,
        at,
        actor: SYSTEM_ACTOR,
        type: 'flow.removed',
        operationId: null,
        data: { flow: ref, revision },
      });
    }
  });
}
