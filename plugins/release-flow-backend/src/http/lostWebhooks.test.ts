import { mockErrorHandler, TestDatabases } from '@backstage/backend-test-utils';
import { artifactKey } from 'backstage-plugin-release-flow-common';
import express from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import {
  recordDeliveries,
  tellWorld,
  type Recording,
} from '../__testUtils__/recordedDeliveries';
import { EnvironmentObserver } from '../engine/EnvironmentObserver';
import { OperationRunner } from '../engine/OperationRunner';
import { RepositoryReader } from '../engine/RepositoryReader';
import { createWebhookRouter } from './webhooks';

jest.setTimeout(240_000);

const SECRET = 'shh';
const RUNS = 12;
const HOUR = 3_600_000;
const seed = Number(
  process.env.RELEASE_FLOW_SEED ?? Math.floor(Math.random() * 2 ** 31),
);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

let recording: Recording;
beforeAll(async () => {
  recording = await recordDeliveries(SECRET);
});

/** A service that only hears of GitHub by webhook, unless the poll looks. */
async function listening() {
  const binding = exampleBinding();
  binding.repository.host = recording.host;
  binding.environments.find(({ id }) => id === 'staging')!.deploy.automatic = {
    on: 'release-published',
    by: 'external',
    within: 'PT20M',
  };
  const harness = await Harness.create(
    await databases.init('SQLITE_3'),
    binding,
  );
  const { context, stores, world } = harness;
  harness.release('v0.3.7', 'a', 'published');
  for (const { id } of binding.environments) {
    world.live.set(id, harness.artifact('a'));
  }
  await harness.look();
  context.settings.repositoryEveryMs = HOUR;
  context.settings.environmentEveryMs = HOUR;
  await stores
    .knex('services')
    .update({ bound_at: '2020-01-01T00:00:00.000Z' });

  const app = express();
  app.use(createWebhookRouter({ secrets: [SECRET], stores }));
  app.use(mockErrorHandler());

  /** What the engine does with whatever is due now. */
  async function tick() {
    const lease = async () => {
      const now = await stores.now();
      const until = new Date(now.getTime() + HOUR).toISOString();
      return { token: 'one', now: now.toISOString(), until, limit: 50 };
    };
    const reader = new RepositoryReader(context);
    for (const it of await stores.repositories.claimDue(await lease())) {
      await reader.read(it, 'one');
    }
    const observer = new EnvironmentObserver(context);
    for (const it of await stores.environments.claimDue(await lease())) {
      await observer.look(it, 'one');
    }
    const runner = new OperationRunner(context);
    for (const it of await stores.operations.claimDue(await lease())) {
      await runner.run(it, { token: 'one' });
    }
  }

  return {
    harness,
    tick,
    async deliver(index: number) {
      const { headers, body } = recording.deliveries[index];
      const { status } = await request(app)
        .post('/webhooks/github')
        .set(headers)
        .send(body);
      expect(status).toBe(202);
    },
    /** Looks at everything, as happens now and then without any webhook. */
    async poll() {
      for (let round = 0; round < 4; round++) {
        const due = { due_at: '2020-01-01T00:00:00.000Z' };
        await stores.knex('repositories').update(due);
        await stores.knex('environments').update(due);
        await tick();
        await harness.run(2);
      }
    },
  };
}

type Listening = Awaited<ReturnType<typeof listening>>;

/** What is known in the end, without the ids and times that differ anyway. */
async function stateOf({ harness }: Listening) {
  const { stores, binding } = harness;
  const { ref } = binding.service;
  const releases = await stores.releases.ofService(ref, { limit: 100 });
  const environments = await stores.environments.ofServices([ref]);
  const promotions = await stores.operations.list({ service: ref, limit: 200 });
  return {
    releases: releases.map(it => ({
      tag: it.tag,
      state: it.state,
      commit: it.commit,
      artifact: it.artifactKey,
      problem: it.problem,
      publishedBy: it.publishedBy,
    })),
    environments: await Promise.all(
      environments.map(async it => {
        const recorded = await harness.current(it.id);
        const configured = it.observation?.configured;
        return {
          id: it.id,
          recorded: [
            recorded?.label,
            recorded?.artifactKey,
            recorded?.verified,
          ],
          declared: [it.declared?.label, it.declared?.commit],
          observed: configured && artifactKey(configured),
          drift: it.drift,
          hold: it.hold,
        };
      }),
    ),
    promotions: promotions
      .map(it =>
        [
          it.environment,
          it.label,
          it.intent,
          it.origin,
          it.state,
          it.code,
        ].join(' '),
      )
      .sort(),
  };
}

interface Fate {
  /** Deliveries that never arrive, and those that arrive twice. */
  lost: number[];
  doubled: number[];
  /** For each delivery, and its double: how late it is, 0 to 1. */
  lateness: number[];
  /** After which arrivals the engine comes to look. */
  looks: boolean[];
}

async function live(fate: Fate) {
  const listener = await listening();
  const { deliveries, epochs } = recording;
  const count = deliveries.length;
  const arrivals = new Map<number, number[]>();
  const arrive = (index: number, lateness: number) => {
    const slot = Math.min(
      count,
      index + Math.floor(lateness * (count - index)),
    );
    arrivals.set(slot, [...(arrivals.get(slot) ?? []), index]);
  };
  deliveries.forEach((_, index) => {
    if (fate.lost.includes(index)) return;
    arrive(index, fate.lateness[index]);
    if (fate.doubled.includes(index)) {
      arrive(index, fate.lateness[count - 1 - index]);
    }
  });
  for (let slot = 0; slot <= count; slot++) {
    // GitHub changes first; who is told of it, and when, is another matter.
    if (slot < count) tellWorld(listener.harness.world, deliveries[slot]);
    for (const index of arrivals.get(slot) ?? []) {
      await listener.deliver(index);
      if (fate.looks[index]) await listener.tick();
    }
    if (epochs.includes(slot)) await listener.poll();
  }
  await listener.poll();
  return stateOf(listener);
}

it(`ends in the same state however webhooks arrive (seed ${seed})`, async () => {
  const count = recording.deliveries.length;
  const indices = [...Array(count).keys()];
  const inOrder = await live({
    lost: [],
    doubled: [],
    lateness: indices.map(() => 0),
    looks: indices.map(() => true),
  });
  expect(inOrder.promotions).toEqual(
    expect.arrayContaining([
      'dev v0.4.0 promote external succeeded ',
      'staging v0.4.0 promote external succeeded ',
      'dev v0.5.0 promote external succeeded ',
    ]),
  );
  expect(inOrder.environments.find(({ id }) => id === 'prd')!.drift).toMatch(
    'v0.4.0',
  );
  expect(
    inOrder.releases.find(({ tag }) => tag === 'v0.4.0')!.publishedBy,
  ).toBe('user:default/release-flow-bot');

  const tenth = Math.ceil(count / 10);
  const each = <T>(value: fc.Arbitrary<T>) =>
    fc.array(value, { minLength: count, maxLength: count });
  const fate: fc.Arbitrary<Fate> = fc.record({
    lost: fc.shuffledSubarray(indices, { minLength: tenth, maxLength: tenth }),
    doubled: fc.shuffledSubarray(indices, {
      minLength: tenth,
      maxLength: 3 * tenth,
    }),
    lateness: each(fc.double({ min: 0, max: 1, noNaN: true })),
    looks: each(fc.boolean()),
  });
  await fc.assert(
    fc.asyncProperty(fate, async drawn => {
      expect(await live(drawn)).toEqual(inOrder);
    }),
    { seed, numRuns: RUNS, endOnFailure: true },
  );
});
