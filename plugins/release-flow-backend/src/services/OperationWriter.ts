import {
  isTerminal,
  type Accepted,
} from 'backstage-plugin-release-flow-common';
import {
  followDrill,
  type NewOperation,
  type OperationRecord,
  type Stores,
} from '../database';
import type { Announcement } from '../policy/announcements';
import { environmentOf } from '../policy/binding';
import { calledOf } from '../policy/gatedOperations';
import { announcementsOf } from '../policy/teamAnnouncements';
import { transition, type OperationEvent } from '../policy/transition';
import type { Caller } from './Access';
import { refuse } from './refuse';

/** Tells people; nothing waits for it. */
export type Announce = (announcement: Announcement) => void;

export type ChangeNotice = (change: {
  services?: string[];
  promotions?: string[];
}) => void;

const ATTEMPTS = 5;

/** What people do to operations: stored with its audit event, then pages are told. */
export class OperationWriter {
  constructor(
    private readonly stores: Stores,
    private readonly changed: ChangeNotice,
    private readonly announce: Announce = () => undefined,
  ) {}

  /** The same request again answers what it answered the first time. */
  async earlier(
    caller: Caller,
    serviceRef: string,
    key: string | undefined,
  ): Promise<Accepted | undefined> {
    if (!key) return undefined;
    const before = await this.stores.operations.byIdempotencyKey(
      serviceRef,
      caller.actor,
      key,
    );
    return before && accepted(before);
  }

  /** `also` runs in the same transaction. */
  async create(
    caller: Caller,
    operation: NewOperation,
    also?: (stores: Stores) => Promise<void>,
  ): Promise<Accepted> {
    const { serviceRef } = operation;
    const stored = await this.stores.transaction(async stores => {
      const created = await stores.operations.create(operation);
      if (!created) return undefined;
      await also?.(stores);
      await stores.audit.append({
        chain: serviceRef,
        at: operation.requestedAt,
        actor: caller.actor,
        type: `${operation.kind}.requested`,
        operationId: operation.id,
        data: {
          environment: operation.environment,
          intent: operation.intent,
          label: operation.label,
          artifact: operation.artifact,
          planHash: operation.planHash,
          reason: operation.reason,
          ...(operation.result.asked !== undefined && {
            asked: operation.result.asked,
          }),
          ...(operation.emergency && { emergency: true }),
          via: operation.via,
        },
      });
      return accepted(created);
    });
    const answer =
      stored ??
      (await this.earlier(
        caller,
        serviceRef,
        operation.idempotencyKey ?? undefined,
      ));
    if (!answer) {
      throw refuse('doubled', 'The same request is being stored already.');
    }
    this.changed({ services: [serviceRef], promotions: [answer.id] });
    return answer;
  }

  /**
   * A person's event on an operation that the engine may touch at the same time; only in the state
   * that the person saw. `also` runs in the same transaction.
   */
  async apply(
    operation: OperationRecord,
    caller: Caller,
    event: OperationEvent,
    change: Partial<OperationRecord>,
    also?: (stores: Stores, at: string) => Promise<void>,
  ): Promise<Accepted> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const fresh = (await this.stores.operations.get(operation.id))!;
      const next = transition(fresh.state, event);
      if (!next || fresh.state !== operation.state) {
        throw refuse(
          'too-late',
          `${calledOf(fresh)} is ${fresh.state} by now.`,
        );
      }
      const moved = await this.advance(
        fresh,
        caller,
        event,
        { ...change, state: next.state },
        also,
      );
      if (moved) {
        this.changed({
          services: [operation.serviceRef],
          promotions: [operation.id],
        });
        await this.announceMoved(fresh.state, moved);
        return accepted(moved);
      }
    }
    throw refuse('busy', 'It is moving right now. Try again in a moment.');
  }

  /** Notes what a person wants of an operation that the engine moves at the same time. */
  async note(
    operation: OperationRecord,
    caller: Caller,
    type: string,
    change: Partial<OperationRecord>,
  ): Promise<Accepted> {
    const at = (await this.stores.now()).toISOString();
    const noted = await this.stores.transaction(async stores => {
      const moved = await stores.operations.advance(operation, {
        ...change,
        dueAt: at,
      });
      if (!moved) return undefined;
      await stores.audit.append({
        chain: operation.serviceRef,
        at,
        actor: caller.actor,
        type: `${operation.kind}.${type}`,
        operationId: operation.id,
        data: { message: change.message },
      });
      return moved;
    });
    if (!noted) {
      throw refuse('busy', 'It is moving right now. Try again in a moment.');
    }
    this.tell(noted);
    return accepted(noted);
  }

  private async announceMoved(
    before: OperationRecord['state'],
    operation: OperationRecord,
  ): Promise<void> {
    const service = await this.stores.services.get(operation.serviceRef);
    const environment =
      service?.binding &&
      operation.environment &&
      environmentOf(service.binding, operation.environment);
    if (!environment) return;
    announcementsOf(service.binding!, environment, before, operation).forEach(
      announcement => this.announce(announcement),
    );
  }

  private async advance(
    fresh: OperationRecord,
    caller: Caller,
    event: OperationEvent,
    change: Partial<OperationRecord> & Pick<OperationRecord, 'state'>,
    also?: (stores: Stores, at: string) => Promise<void>,
  ): Promise<OperationRecord | undefined> {
    const at = (await this.stores.now()).toISOString();
    const over = isTerminal(change.state);
    return this.stores.transaction(async stores => {
      const result = await stores.operations.advance(fresh, {
        ...change,
        stateSince: at,
        trouble: null,
        dueAt: over ? null : at,
        finishedAt: over ? at : null,
      });
      if (!result) return undefined;
      if (over) await followDrill(stores, result, at);
      await also?.(stores, at);
      if (over) await stores.locks.release(fresh.id);
      await stores.audit.append({
        chain: fresh.serviceRef,
        at,
        actor: caller.actor,
        type: `${fresh.kind}.${change.state}`,
        operationId: fresh.id,
        data: { from: fresh.state, event, message: change.message },
      });
      return result;
    });
  }

  /** Something that happened and changed nothing else. */
  async audit(
    serviceRef: string,
    caller: Caller,
    type: string,
    data: Record<string, unknown>,
    operationId: string | null = null,
  ): Promise<void> {
    const at = (await this.stores.now()).toISOString();
    await this.stores.transaction(stores =>
      stores.audit.append({
        chain: serviceRef,
        at,
        actor: caller.actor,
        type,
        operationId,
        data,
      }),
    );
  }

  tell(operation: OperationRecord): void {
    this.changed({
      services: [operation.serviceRef],
      promotions: [operation.id],
    });
  }
}

export function accepted(operation: OperationRecord): Accepted {
  return {
    id: operation.id,
    kind: operation.kind,
    state: operation.state,
    message: operation.message,
  };
}
