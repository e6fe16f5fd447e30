import type {
  ParityQuery,
  ParityView,
  RuntimeRefresh,
  RuntimeRefreshRequest,
  RuntimeView,
} from 'backstage-plugin-release-flow-common';
import type { RuntimeRecord, Stores } from '../database';
import type { Providers } from '../facts/Providers';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { badField } from './refuse';
import { environmentRuntime, parityView } from './views/runtimeView';

/** Who asks again sooner gets what was read. */
const YOUNG_MS = 10_000;

/** How a service runs, from what the engine read. */
export class RuntimeService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly targets: Providers['targets'],
  ) {}

  async view(caller: Caller, ref: string): Promise<RuntimeView> {
    const { service, binding: whole } = await this.open(caller, ref);
    const reads = await this.access.environmentReads(caller);
    const binding = reads.within(service, whole);
    const [records, flow, now] = await Promise.all([
      this.recordsOf(ref),
      this.stores.flows.get(binding.flow.ref),
      this.stores.now(),
    ]);
    const tells = (type: string) => Boolean(this.targets.get(type)?.runtime);
    return {
      environments: binding.environments.map(environment =>
        environmentRuntime({ binding, records, tells }, environment),
      ),
      migrations: binding.source.migrations ?? [],
      notes: flow?.spec?.runtimeNotes ?? [],
      now: now.toISOString(),
    };
  }

  async parity(
    caller: Caller,
    ref: string,
    query: ParityQuery,
  ): Promise<ParityView> {
    const { binding } = await this.open(caller, ref);
    const [left, right] = (['left', 'right'] as const).map(field =>
      requireEnvironment(binding, query[field], field),
    );
    if (left.id === right.id) {
      throw badField('right', 'name another environment than left');
    }
    await this.access.requireReadIn(caller, ref, left.id);
    await this.access.requireReadIn(caller, ref, right.id);
    return parityView(left, right, await this.recordsOf(ref));
  }

  /** Changes nothing but when the engine looks next. */
  async refresh(
    caller: Caller,
    ref: string,
    { environment }: RuntimeRefreshRequest,
  ): Promise<RuntimeRefresh> {
    const { service, binding } = await this.open(caller, ref);
    const reads = await this.access.environmentReads(caller);
    const wanted = environment
      ? [requireEnvironment(binding, environment).id]
      : reads.within(service, binding).environments.map(({ id }) => id);
    const now = await this.stores.now();
    const due = await this.stores.runtimes.markDue(ref, wanted, {
      now: now.toISOString(),
      before: new Date(now.getTime() - YOUNG_MS).toISOString(),
    });
    await Promise.all(
      due.map(id =>
        this.stores.environments.markDue(ref, id, now.toISOString()),
      ),
    );
    return {
      environments: due,
      message:
        due.length > 0
          ? 'It is read again in a moment'
          : 'It was read a moment ago',
    };
  }

  private async open(caller: Caller, ref: string) {
    await this.access.requireRead(caller, ref);
    const service = await requireService(this.stores, ref);
    return { service, binding: requireBinding(service) };
  }

  private async recordsOf(ref: string): Promise<Map<string, RuntimeRecord>> {
    const records = await this.stores.runtimes.ofService(ref);
    return new Map(records.map(record => [record.environment, record]));
  }
}
