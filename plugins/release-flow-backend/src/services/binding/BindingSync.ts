import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { RELEASE_FLOW_ANNOTATION } from 'backstage-plugin-release-flow-common';
import { chunk } from 'lodash';
import { setImmediate } from 'timers/promises';
import type { ServiceRecord, Stores } from '../../database';
import { bindEntity, fingerprintOf } from '../../policy/bindEntity';
import { flowRefOf, readFlow, type FlowState } from '../../policy/flowState';
import type { Installed } from '../../policy/preparedFlow';
import {
  isSettled,
  recordOf,
  releaseRemoved,
  storeBinding,
  storeRemoval,
} from './storeBinding';
import { removeFlows, storeFlow } from './storeFlow';

const PAGE = 200;
/** Of an entity, all that its binding is made from. */
export const ENTITY_FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'relations',
];
const FLOWS = { kind: 'releaseflow' };
const SERVICES = {
  [`metadata.annotations.${RELEASE_FLOW_ANNOTATION}`]: { $exists: true },
};
/** A removed service keeps its targets so long: a moved entity comes back at once. */
const TARGETS_KEPT_MS = 15 * 60_000;
const FULL_EVERY_MS = 5 * 60_000;

export interface BindingSyncOptions {
  catalog: CatalogService;
  auth: AuthService;
  stores: Stores;
  installed: Installed;
  logger: LoggerService;
  /** Says which services changed, so that open pages fetch again. */
  changed?: (change: { services: string[] }) => void;
}

type Known = ReadonlyMap<
  string,
  Pick<ServiceRecord, 'fingerprint' | 'removedAt'>
>;

/**
 * Brings the catalog's flows, and the entities that name one, into our tables. It only reads the
 * catalog; a broken entity or flow is stored as such and stops nothing else.
 */
export class BindingSync {
  /** What a newer version of this code makes of an entity is seen once after each start. */
  private hasReadAll = false;
  private last: { at: number; counts: string } | undefined;
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly options: BindingSyncOptions) {}

  /** Reads everything when it is time to, or when the catalog holds more or fewer of it than before. */
  async syncWhenDue(signal: AbortSignal): Promise<boolean> {
    const counts = await this.counts();
    const { last } = this;
    if (
      last &&
      last.counts === counts &&
      Date.now() - last.at < FULL_EVERY_MS
    ) {
      return false;
    }
    await this.syncAll(signal);
    this.last = { at: Date.now(), counts };
    return true;
  }

  /** Reads every flow and every entity that names one. */
  async syncAll(signal: AbortSignal): Promise<void> {
    const { catalog, stores } = this.options;
    const credentials = await this.credentials();
    const flows = await this.readFlows(credentials, signal);
    const known: Known = new Map(
      (await stores.services.summaries()).map(summary => [
        summary.ref,
        summary,
      ]),
    );
    const seen = new Set<string>();
    const pages = catalog.streamEntities(
      { query: SERVICES, fields: ENTITY_FIELDS, pageSize: PAGE },
      { credentials },
    );
    for await (const entities of pages) {
      signal.throwIfAborted();
      for (const entity of entities) seen.add(stringifyEntityRef(entity));
      await this.bind(entities, flows, this.hasReadAll ? known : new Map());
    }
    await this.removeMissing(credentials, known, seen, signal);
    await this.releaseTargets();
    this.hasReadAll = true;
  }

  /** Reads one entity and its flow afresh. */
  async syncOne(ref: string): Promise<void> {
    const running =
      this.running.get(ref) ??
      this.readOne(ref).finally(() => this.running.delete(ref));
    this.running.set(ref, running);
    return running;
  }

  private async readOne(ref: string): Promise<void> {
    const { catalog, stores } = this.options;
    const credentials = await this.credentials();
    const entity = await catalog.getEntityByRef(ref, { credentials });
    const named = entity && flowRefOf(entity);
    if (!entity || !named) {
      await storeRemoval(stores, ref);
      return;
    }
    const flow =
      'ref' in named
        ? await catalog.getEntityByRef(named.ref, { credentials })
        : undefined;
    const state = flow && readFlow(flow, this.options.installed);
    await this.bind(
      [entity],
      new Map(state && [[state.ref, state]]),
      new Map(),
    );
  }

  private async readFlows(
    credentials: BackstageCredentials,
    signal: AbortSignal,
  ): Promise<Map<string, FlowState>> {
    const { catalog, stores } = this.options;
    const flows = new Map<string, FlowState>();
    const seenAt = (await stores.now()).toISOString();
    const pages = catalog.streamEntities(
      { filter: FLOWS, pageSize: PAGE },
      { credentials },
    );
    for await (const entities of pages) {
      signal.throwIfAborted();
      for (const entity of entities) {
        const flow = readFlow(entity, this.options.installed);
        flows.set(flow.ref, flow);
        const { ref, title, revision, error } = flow;
        const spec = flow.prepared?.flow.spec ?? null;
        const mode = spec?.mode ?? 'observe';
        await storeFlow(stores, {
          ref,
          title: title.slice(0, 200),
          revision,
          mode,
          spec,
          error,
          seenAt,
        });
      }
    }
    await removeFlows(stores, [...flows.keys()], seenAt);
    return flows;
  }

  /** Stores what differs from what is known. */
  private async bind(
    entities: Entity[],
    flows: ReadonlyMap<string, FlowState>,
    known: Known,
  ): Promise<void> {
    const { stores } = this.options;
    const changed = entities.filter(entity => {
      const before = known.get(stringifyEntityRef(entity));
      return (
        !before ||
        before.removedAt !== null ||
        before.fingerprint !== fingerprintOf(entity, flows)
      );
    });
    const records = new Map(
      (await stores.services.byRefs(changed.map(stringifyEntityRef))).map(
        record => [record.ref, record],
      ),
    );
    const now = (await stores.now()).toISOString();
    for (const entity of changed) {
      // Thousands in a row leave room for requests.
      await setImmediate();
      const ref = stringifyEntityRef(entity);
      await this.guard(ref, async () => {
        const bound = bindEntity(entity, flows, this.options.installed);
        if (!bound) return;
        const record = records.get(ref);
        if (!isSettled(record, recordOf(bound, record, now))) {
          await storeBinding(stores, bound);
          this.options.changed?.({ services: [ref] });
        } else if (record!.fingerprint !== bound.fingerprint) {
          await stores.services.setFingerprint(ref, bound.fingerprint);
        }
      });
    }
  }

  /** What the stream did not bring is asked for by name before it counts as gone. */
  private async removeMissing(
    credentials: BackstageCredentials,
    known: Known,
    seen: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { catalog, stores } = this.options;
    const missing = [...known.keys()].filter(
      ref => !seen.has(ref) && known.get(ref)!.removedAt === null,
    );
    for (const entityRefs of chunk(missing, PAGE)) {
      signal.throwIfAborted();
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs, fields: ['kind', 'metadata'] },
        { credentials },
      );
      for (const [index, ref] of entityRefs.entries()) {
        const entity = items[index];
        if (entity && flowRefOf(entity)) continue;
        await this.guard(ref, async () => {
          await storeRemoval(stores, ref);
          this.options.changed?.({ services: [ref] });
        });
      }
    }
  }

  private async releaseTargets(): Promise<void> {
    const { stores } = this.options;
    const before = (await stores.now()).getTime() - TARGETS_KEPT_MS;
    const refs = await stores.claims.holdersRemovedBefore(
      new Date(before).toISOString(),
    );
    for (const ref of refs) {
      await this.guard(ref, () => releaseRemoved(stores, ref));
    }
  }

  /** Numbers of flows and of services, cheaply. */
  private async counts(): Promise<string> {
    const { catalog } = this.options;
    const credentials = await this.credentials();
    const [flows, services] = await Promise.all([
      catalog.queryEntities({ filter: FLOWS, limit: 0 }, { credentials }),
      catalog.queryEntities({ query: SERVICES, limit: 0 }, { credentials }),
    ]);
    return `${flows.totalItems} ${services.totalItems}`;
  }

  private credentials(): Promise<BackstageCredentials> {
    return this.options.auth.getOwnServiceCredentials();
  }

  /** One service's trouble is logged and stops no other. */
  private async guard(ref: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.options.logger.warn(
        `The binding of ${ref} could not be stored: ${toError(error).message}`,
      );
    }
  }
}
