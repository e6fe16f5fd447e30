import { TestDatabases } from '@backstage/backend-test-utils';
import { isTerminal } from 'backstage-plugin-release-flow-common';
import fc from 'fast-check';
import { Model } from '../__testUtils__/model/Model';
import { anyEvent, type ModelEvent } from '../__testUtils__/model/events';
import type { Kind } from '../__testUtils__/model/setUpModel';
import { Stores } from '../database';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** Another seed looks elsewhere; a failure prints the one it had. */
const seed = Number(process.env.RELEASE_FLOW_SEED ?? 20261121);
const runs = Number(process.env.RELEASE_FLOW_RUNS ?? 0);
const ROUNDS_TO_REST = 12;

const clock = { now: Date.now() };

beforeAll(() => {
  jest
    .spyOn(Stores.prototype, 'now')
    .mockImplementation(async () => new Date(clock.now));
});
afterAll(() => jest.restoreAllMocks());

/** The world gets well, people say what happened, and what nobody wants is cancelled. */
async function comeToRest(model: Model) {
  const { harness, witness } = model;
  const { world, stores } = harness;
  world.nextChange = undefined;
  world.healthy = true;
  world.verification = 'passed';
  world.unreadable = undefined;
  for (let round = 0; round < ROUNDS_TO_REST; round++) {
    const open = await stores.operations.openOfService(
      harness.binding.service.ref,
    );
    for (const [which, { id, state }] of open.entries()) {
      if (state === 'attention') {
        const sent = (step: string) => witness.landed.get(`${id}:${step}`);
        const isThere = sent('roll-back') ?? sent('deploy') ?? 0;
        const outcome = isThere > 0 ? 'happened' : 'absent';
        await model.apply({ type: 'resolve', who: 'olga', which, outcome });
      } else if (round > 0) {
        await model.apply({ type: 'cancel', who: 'ada', which });
      }
    }
    await model.work({ after: 400, calls: 100_000, meanwhile: null });
    await witness.check();
  }
  const left = await stores.operations.openOfService(
    harness.binding.service.ref,
  );
  expect(left.filter(({ state }) => !isTerminal(state))).toEqual([]);
  // What others brought there is seen, verified and recorded, or shown as drift.
  for (let round = 0; round < 4; round++) {
    await model.look();
    await model.work({ after: 20, calls: 100_000, meanwhile: null });
  }
  await model.look();
}

describe.each(databases.eachSupportedId())('in whatever order, %p', id => {
  it('changes the world at most once, never without its gates, and says what is so', async () => {
    const knex = await databases.init(id);
    const seen = new Map<string, number>();
    const count = (what: string, times = 1) =>
      seen.set(what, (seen.get(what) ?? 0) + times);
    const history = fc.array(anyEvent, {
      ...{ minLength: 15, maxLength: 40, size: 'max' },
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ isShared: fc.boolean(), byTag: fc.boolean() }),
        history,
        async (kind: Kind, events: ModelEvent[]) => {
          const model = await Model.create(knex, clock, kind);
          for (const event of events) {
            await model.apply(event);
            await model.witness.check();
          }
          await comeToRest(model);
          await model.witness.settled();
          const { pushes, reruns } = model.harness.world.git;
          count('tags made', pushes.length);
          count('runs run again', reruns.length);
          const { operations } = model.harness.stores;
          const all = await operations.list({ limit: 500 });
          for (const { state, code } of all) {
            count(code ? `${state}: ${code}` : state);
          }
        },
      ),
      {
        seed,
        numRuns: runs || (id === 'SQLITE_3' ? 60 : 8),
        interruptAfterTimeLimit: runs ? undefined : 25_000,
        endOnFailure: Boolean(process.env.RELEASE_FLOW_RUNS),
      },
    );
    if (runs) process.stdout.write(`${JSON.stringify([...seen], null, 1)}\n`);
    expect(seen.get('succeeded')).toBeGreaterThan(0);
  });
});
