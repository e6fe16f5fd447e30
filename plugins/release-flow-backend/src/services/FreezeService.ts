import {
  freezePermission,
  type FreezeRequest,
  type Freezes,
  type FreezeView,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { FreezeRecord, Stores } from '../database';
import { freezeAt, recurrenceProblem } from '../policy/freezes';
import type { Access, Caller } from './Access';
import type { ChangeNotice } from './OperationWriter';
import { badField, notFound, refuse } from './refuse';

const SHOWN = 100;
/** Freezes belong to no single service. */
const CHAIN = 'system';

/** Declaring, ending and listing the times in which nothing is deployed. */
export class FreezeService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly changed: ChangeNotice,
  ) {}

  async list(caller: Caller, openOnly: boolean): Promise<Freezes> {
    await this.access.readFilter(caller);
    const now = await this.now();
    const { freezes } = this.stores;
    const records = openOnly
      ? await freezes.open(now)
      : await freezes.newest(SHOWN);
    const denied = await this.access.denialOf(caller, freezePermission);
    return {
      items: records
        .map(record => freezeView(record, now))
        .sort((a, b) => Number(b.active) - Number(a.active)),
      canDeclare: !denied,
    };
  }

  async declare(caller: Caller, request: FreezeRequest): Promise<FreezeView> {
    const meta = { kind: request.kind, title: request.title };
    return this.access.audited(caller, 'freeze', meta, async () => {
      await this.access.requireBasic(
        caller,
        freezePermission,
        'Your permissions do not let you declare freezes.',
      );
      const problem =
        request.recurrence && recurrenceProblem(request.recurrence);
      if (problem) throw badField('recurrence.schedule', problem);
      const now = await this.now();
      if (request.until && Date.parse(request.until) <= Date.parse(now)) {
        throw badField('until', 'it is over already');
      }
      const record = recordOf(request, caller.actor, now);
      await this.stores.transaction(async stores => {
        await stores.freezes.add(record);
        await stores.audit.append({
          chain: CHAIN,
          at: now,
          actor: caller.actor,
          type: 'freeze.declared',
          operationId: null,
          data: { ...record },
        });
      });
      this.changed({});
      return freezeView(record, now);
    });
  }

  async end(caller: Caller, id: string, reason: string): Promise<FreezeView> {
    return this.access.audited(
      caller,
      'end-freeze',
      { freeze: id },
      async () => {
        await this.access.requireBasic(
          caller,
          freezePermission,
          'Your permissions do not let you end freezes.',
        );
        const record = await this.stores.freezes.get(id);
        if (!record) {
          throw notFound('unknown-freeze', `There is no freeze '${id}'.`);
        }
        const at = await this.now();
        const ended = { by: caller.actor, at, reason };
        await this.stores.transaction(async stores => {
          if (!(await stores.freezes.end(id, ended))) {
            throw refuse('already-ended', `${record.title} has ended already.`);
          }
          await stores.audit.append({
            chain: CHAIN,
            at,
            actor: caller.actor,
            type: 'freeze.ended',
            operationId: null,
            data: { freeze: id, title: record.title, reason },
          });
        });
        this.changed({});
        return freezeView({ ...record, ended }, at);
      },
    );
  }

  private async now(): Promise<string> {
    return (await this.stores.now()).toISOString();
  }
}

/** Instants are stored as UTC of fixed width, so they sort as text. */
const utc = (instant: string) => new Date(instant).toISOString();

function recordOf(
  request: FreezeRequest,
  by: string,
  now: string,
): FreezeRecord {
  const { kind, title, reason, scope, from, until, recurrence } = request;
  return {
    id: randomUUID(),
    kind,
    title,
    reason,
    scope,
    from: from ? utc(from) : now,
    until: until ? utc(until) : null,
    recurrence: recurrence ?? null,
    by,
    at: now,
    ended: null,
  };
}

export function freezeView(record: FreezeRecord, now: string): FreezeView {
  const { active, nextAt } = freezeAt(record, now);
  return {
    ...record,
    active: active !== undefined,
    activeUntil: active?.until ?? null,
    nextAt,
  };
}
