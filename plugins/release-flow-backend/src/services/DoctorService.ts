import type { Doctor, FlowDoctor } from 'backstage-plugin-release-flow-common';
import type { DoctorLookRecord, ServiceRecord, Stores } from '../database';
import type { Access, Caller } from './Access';
import { requireService } from './lookups';
import type { ChangeNotice } from './OperationWriter';
import { refuse } from './refuse';
import { requireVisibleFlow } from './visibleFlow';

/** Whoever may see a service may have it looked at; so often at most. */
const LOOK_EVERY_MS = 20_000;

/** What the doctor saw, from the database alone, and asking it to look again. */
export class DoctorService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly changed: ChangeNotice,
  ) {}

  async ofService(caller: Caller, ref: string): Promise<Doctor> {
    await this.access.requireRead(caller, ref);
    return this.answer(caller, await requireService(this.stores, ref));
  }

  async lookNow(caller: Caller, ref: string): Promise<Doctor> {
    return this.access.audited(
      caller,
      'look-with-doctor',
      { service: ref },
      async () => {
        await this.access.requireRead(caller, ref);
        const service = await requireService(this.stores, ref);
        const at = (await this.stores.now()).toISOString();
        const known = await this.stores.doctor.get(ref);
        if (known?.askedAt) return this.answer(caller, service);
        refuseSoon(known, at);
        await this.stores.transaction(async stores => {
          await stores.doctor.ask(ref, 'service', at);
          await stores.audit.append({
            chain: ref,
            at,
            actor: caller.actor,
            type: 'doctor.asked',
            operationId: null,
            data: {},
          });
        });
        this.changed({ services: [ref] });
        return this.answer(caller, service);
      },
    );
  }

  async ofFlow(caller: Caller, ref: string): Promise<FlowDoctor> {
    const { stores, access } = this;
    const { flow, restrict } = await requireVisibleFlow(
      stores,
      access,
      caller,
      ref,
    );
    const query = { flow: ref, restrict };
    const [look, total, counts, findings, now] = await Promise.all([
      stores.doctor.get(ref),
      stores.services.count(query),
      stores.doctor.countOfFlow(query),
      stores.doctor.findingsOfFlow(query),
      stores.now(),
    ]);
    return {
      flow: { ref, title: flow.title },
      ...lookView(look),
      services: { total, ...counts, findings },
      now: now.toISOString(),
    };
  }

  private async answer(
    caller: Caller,
    service: ServiceRecord,
  ): Promise<Doctor> {
    const look = await this.stores.doctor.get(service.ref);
    const reads = await this.access.environmentReads(caller);
    const view = lookView(look);
    return {
      service: service.ref,
      ...view,
      findings: view.findings.filter(({ environment }) =>
        reads.allows(service, environment ?? null),
      ),
      nextAt: look?.dueAt ?? null,
      now: (await this.stores.now()).toISOString(),
    };
  }
}

function refuseSoon(known: DoctorLookRecord | undefined, now: string): void {
  const since = Date.parse(now) - Date.parse(known?.lookedAt ?? '');
  if (!(since < LOOK_EVERY_MS)) return;
  throw refuse(
    'looked-just-now',
    `It was looked at ${Math.round(since / 1000)} seconds ago. Mend something first, and ask again in ${Math.ceil((LOOK_EVERY_MS - since) / 1000)} seconds.`,
  );
}

function lookView(look: DoctorLookRecord | undefined) {
  return {
    lookedAt: look?.lookedAt ?? null,
    isLooking: Boolean(look?.askedAt),
    findings: look?.findings ?? [],
    looked: look?.looked ?? [],
    unread: look?.unread ?? [],
  };
}
