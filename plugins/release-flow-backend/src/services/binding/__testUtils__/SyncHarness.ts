import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Stores } from '../../../database';
import {
  flowEntity,
  installed,
  serviceEntity,
} from '../../../policy/__testUtils__/flowFixture';
import { newOperation } from '../../../policy/newOperation';
import { BindingSync, type BindingSyncOptions } from '../BindingSync';

export const SHOP = 'component:default/shop';
export const CAFE = 'component:default/cafe';
export const GROUP = 'spec.releaseFlow.parameters.group';
export type Change = Parameters<typeof serviceEntity>[0];

/** Another service than the fixture's. */
export const cafe = (...changes: Change[]) =>
  serviceEntity(
    ['metadata.name', 'cafe'],
    ['metadata.uid', 'uid-cafe'],
    ...changes,
  );

/** A flow in which a parameter alone names the sites. */
export const sharedFlow = flowEntity(
  ...[0, 1, 2].map((index): Change => [
    `spec.environments[${index}].target.site`,
    'site-${{ environment.id }}',
  ]),
);

/** A sync over a catalog that changes, and what it stored. A warning fails the test. */
export class SyncHarness {
  readonly signal = new AbortController().signal;
  sync: BindingSync;

  private constructor(
    readonly stores: Stores,
    readonly options: BindingSyncOptions,
  ) {
    this.sync = new BindingSync(options);
  }

  static async create(
    databases: TestDatabases,
    id: Parameters<TestDatabases['init']>[0],
  ) {
    const knex = await databases.init(id);
    const stores = await Stores.create(
      mockServices.database({ knex, migrations: { skip: false } }),
    );
    return new SyncHarness(stores, {
      catalog: catalogServiceMock(),
      auth: mockServices.auth(),
      stores,
      installed,
      logger: mockServices.logger.mock({
        warn: message => {
          throw new Error(message);
        },
      }),
    });
  }

  /** What the catalog holds from now on. */
  hold(...entities: Entity[]) {
    this.options.catalog = catalogServiceMock({ entities });
  }

  /** A sync over these entities, in the same process as before. */
  async run(...entities: Entity[]) {
    this.hold(...entities);
    await this.sync.syncAll(this.signal);
  }

  /** From now on another process syncs. */
  restart() {
    this.sync = new BindingSync(this.options);
  }

  async service(ref: string) {
    return (await this.stores.services.get(ref))!;
  }

  audit(ref: string) {
    return this.stores.audit.ofChain(ref);
  }

  async auditTypes(ref: string) {
    return (await this.audit(ref)).map(({ type }) => type);
  }

  /** A promotion of a service, not due. */
  async openPromotion(ref: string) {
    const { binding } = await this.service(ref);
    await this.stores.operations.create(
      newOperation(binding!, 'promotion', '2026-01-01T00:00:00.000Z', {
        requestedBy: 'user:default/ada',
        origin: 'person',
        via: 'rest',
        label: 'v1.0.0',
        message: 'waiting',
        dueAt: null,
      }),
    );
  }
}
