import { isTerminal } from 'backstage-plugin-release-flow-common';
import { followDrill, type OperationRecord, type Stores } from '../database';
import { environmentOf } from '../policy/binding';
import { announcementsOf, eventOf } from '../policy/teamAnnouncements';
import { transition, type OperationEvent } from '../policy/transition';
import { SYSTEM_ACTOR, type EngineContext } from './context';

/** Somebody else moved the operation first; the next claim sees the newer state. */
export class StaleOperationError extends Error {}

export interface Advance {
  event: OperationEvent;
  actor?: string;
  change?: Partial<OperationRecord>;
  audit?: Record<string, unknown>;
  /** Runs in the same transaction. */
  also?: (stores: Stores, at: string) => Promise<void>;
}

/** State, audit event, locks and whatever belongs to them, in one transaction. */
export async function advance(
  context: EngineContext,
  operation: OperationRecord,
  step: Advance,
): Promise<OperationRecord> {
  const next = transition(operation.state, step.event);
  if (!next) {
    throw new StaleOperationError(
      `${operation.id}: '${step.event}' does not apply in ${operation.state}`,
    );
  }
  const at = (await context.stores.now()).toISOString();
  const over = isTerminal(next.state);
  const moved = await context.stores.transaction(async stores => {
    const result = await stores.operations.advance(operation, {
      trouble: null,
      failures: 0,
      code: null,
      dueAt: over ? null : at,
      ...step.change,
      state: next.state,
      stateSince: at,
      ...(over
        ? { finishedAt: at, dueAt: null, memory: settled(operation, step) }
        : {}),
    });
    if (!result) throw new StaleOperationError(`${operation.id} moved`);
    if (over) await followDrill(stores, result, at);
    await step.also?.(stores, at);
    if (over) await stores.locks.release(operation.id);
    await stores.audit.append({
      chain: operation.serviceRef,
      at,
      actor: step.actor ?? SYSTEM_ACTOR,
      type: `${operation.kind}.${next.state}`,
      operationId: operation.id,
      data: {
        from: operation.state,
        event: step.event,
        message: result.message,
        ...(step.change?.code ? { code: step.change.code } : {}),
        ...step.audit,
      },
    });
    if (over && operation.environment) {
      await stores.environments.markDue(
        operation.serviceRef,
        operation.environment,
        at,
      );
    }
    return result;
  });
  context.changed({
    services: [operation.serviceRef],
    promotions: [operation.id],
  });
  if (over || moved.state === 'attention' || eventOf(operation.state, moved)) {
    await announceMoved(context, operation.state, moved);
  }
  return moved;
}

/** What was needed to get to the end is not needed after it. */
function settled(operation: OperationRecord, { change }: Advance) {
  const { bound, ...memory } = change?.memory ?? operation.memory;
  return memory;
}

async function announceMoved(
  { stores, announce }: EngineContext,
  before: OperationRecord['state'],
  operation: OperationRecord,
): Promise<void> {
  const service = await stores.services.get(operation.serviceRef);
  const environment =
    service?.binding &&
    operation.environment &&
    environmentOf(service.binding, operation.environment);
  if (!environment) return;
  announcementsOf(service.binding!, environment, before, operation).forEach(
    announcement => announce(announcement),
  );
}

/** Changes what is shown without changing the state. */
export async function annotate(
  context: EngineContext,
  operation: OperationRecord,
  change: Partial<OperationRecord>,
): Promise<OperationRecord> {
  const result = await context.stores.operations.advance(operation, change);
  if (!result) throw new StaleOperationError(`${operation.id} moved`);
  context.changed({
    services: [operation.serviceRef],
    promotions: [operation.id],
  });
  return result;
}
