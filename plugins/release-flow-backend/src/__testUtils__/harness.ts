import { mockServices } from '@backstage/backend-test-utils';
import { randomUUID } from 'crypto';
import type { Knex } from 'knex';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import { Stores } from '../database';
import type { Announcement } from '../policy/announcements';
import type { EngineContext } from '../engine/context';
import { EnvironmentObserver } from '../engine/EnvironmentObserver';
import { OperationRunner } from '../engine/OperationRunner';
import { RepositoryReader } from '../engine/RepositoryReader';
import { repositoryKey, type Binding } from '../policy/binding';
import { COMMIT, DIGEST, exampleBinding } from './bindings';
import { FakeWorld } from './FakeWorld';

export const LEADS = ['user:default/mona', 'user:default/lars'];

function membersOf(ref: string): string[] {
  if (ref.startsWith('user:')) return [ref];
  return ref === 'group:default/qfa-leads'
    ? LEADS
    : ['user:default/ada', ...LEADS];
}

/** One service, one world, and an engine that is moved by hand. */
export class Harness {
  readonly world = new FakeWorld();
  readonly context: EngineContext;
  /** What people were told. */
  readonly announced: Announcement[] = [];

  private constructor(
    readonly stores: Stores,
    readonly binding: Binding,
  ) {
    this.context = {
      stores,
      providers: this.world.providers(),
      membership: {
        members: async refs =>
          Object.fromEntries(refs.map(ref => [ref, membersOf(ref)])),
        loginsOf: async refs =>
          Object.fromEntries(refs.map(ref => [ref, ref.split('/')[1]])),
        userOfLogin: async login =>
          login === 'octocat' ? undefined : `user:default/${login}`,
      },
      logger: mockServices.logger.mock(),
      changed: () => undefined,
      announce: announcement => this.announced.push(announcement),
      settings: {
        effects: 'enabled',
        leaseMs: 60_000,
        sendWithinMs: 30_000,
        readTimeoutMs: 5_000,
        repositoryEveryMs: 1,
        environmentEveryMs: 1,
        activeEveryMs: 1,
        doctorEveryMs: 6 * 3600_000,
      },
    };
  }

  static async create(knex: Knex, binding = exampleBinding()) {
    const database = mockServices.database({
      knex,
      migrations: { skip: false },
    });
    const harness = new Harness(await Stores.create(database), binding);
    await harness.bind();
    return harness;
  }

  /** Stores the binding again, as it is by now. */
  async rebind() {
    await this.bind();
  }

  private async bind() {
    const { stores, binding } = this;
    const at = (await stores.now()).toISOString();
    await stores.services.put({
      ref: binding.service.ref,
      uid: binding.service.uid,
      title: binding.service.title,
      namespace: 'default',
      owner: binding.service.owner,
      system: null,
      tags: [],
      flowRef: binding.flow.ref,
      flowRevision: binding.flow.revision,
      repository: repositoryKey(binding.repository),
      binding,
      error: null,
      fingerprint: null,
      boundAt: at,
      seenAt: at,
      removedAt: null,
    });
    await stores.repositories.ensure(repositoryKey(binding.repository), at);
    for (const environment of binding.environments) {
      await stores.environments.ensure({
        serviceRef: binding.service.ref,
        id: environment.id,
        tier: environment.tier,
        rank: environment.rank,
        dueAt: at,
      });
    }
  }

  artifact(letter: string): Artifact {
    return [
      {
        component: 'api',
        identity: {
          image: 'registry.example/qfa-backend',
          digest: DIGEST(letter),
        },
      },
    ];
  }

  /** A release in GitHub with its image in the registry. */
  release(
    tag: string,
    letter: string,
    state: 'draft' | 'prerelease' | 'published',
  ) {
    const at = new Date().toISOString();
    this.world.images.set(
      `registry.example/qfa-backend:${tag}`,
      DIGEST(letter),
    );
    this.world.labels.set(DIGEST(letter), {});
    if (state === 'published') this.world.tags.set(tag, COMMIT(letter));
    this.world.releases.unshift({
      id: String(this.world.releases.length + 1),
      tag,
      name: tag,
      body: `Notes\n\nImage digest: ${DIGEST(letter)}`,
      state,
      targetCommitish: COMMIT(letter),
      author: 'bot',
      createdAt: at,
      publishedAt: state === 'published' ? at : null,
      updatedAt: at,
      url: `https://git.example/releases/${tag}`,
    });
  }

  /** Reads GitHub and every environment, until nothing new is seen. */
  async look(rounds = 3) {
    const reader = new RepositoryReader(this.context);
    const observer = new EnvironmentObserver(this.context);
    for (let round = 0; round < rounds; round++) {
      const lease = { lease_token: 'none' };
      await this.stores.knex('repositories').update(lease);
      await this.stores.knex('environments').update(lease);
      const repository = (await this.stores.repositories.get(
        repositoryKey(this.binding.repository),
      ))!;
      await reader.read(repository, 'none');
      for (const record of await this.stores.environments.ofServices([
        this.binding.service.ref,
      ])) {
        await observer.look(record, 'none');
      }
      await this.run();
    }
  }

  /** Claims and moves everything open once, due or not. */
  async run(rounds = 6) {
    const runner = new OperationRunner(this.context);
    for (let round = 0; round < rounds; round++) {
      const open = await this.stores.operations.openOfService(
        this.binding.service.ref,
      );
      const now = (await this.stores.now()).toISOString();
      await this.stores.operations.markDue(
        open.map(({ id }) => id),
        now,
      );
      const token = randomUUID();
      const claimed = await this.stores.operations.claimDue({
        token,
        now: new Date(Date.parse(now) + 60_000).toISOString(),
        until: new Date(Date.parse(now) + 120_000).toISOString(),
        limit: 50,
      });
      for (const operation of claimed) await runner.run(operation, { token });
    }
  }

  async current(environment: string) {
    const record = await this.stores.environments.get(
      this.binding.service.ref,
      environment,
    );
    return record?.deploymentId
      ? this.stores.deployments.get(record.deploymentId)
      : undefined;
  }
}
