import { expect, test } from '@playwright/test';
import { Cluster } from '../support/Cluster';
import { inDatabase } from '../support/database';
import { Service } from '../support/Service';
import { Barrage } from './Barrage';
import { verifyChains } from './chains';
import { makeNewerBuild } from './newerBuild';
import { pausedWhileJudging, pausedWhileSending } from './paused';
import * as settings from './settings';
import { count, print } from './table';
import { Trial } from './Trial';
import { Vandal } from './Vandal';
import { nameOf, storm } from './weather';

test.describe.configure({ mode: 'serial' });

let cluster: Cluster;
let trial: Trial;

test.beforeAll(async () => {
  cluster = await Cluster.prepare(settings.cluster);
  trial = new Trial(cluster);
});

test.afterAll(() => cluster?.stop());

test('three backends start at the same moment on an empty database', async () => {
  await cluster.start();
  for (const name of [...settings.services, settings.quiet]) {
    const service = new Service(cluster, name);
    for (const environment of ['dev', 'staging', 'prd']) {
      await service.runs(environment, 'v0.3.7');
    }
  }
});

test(`${settings.wanted} promotions survive faults and kills`, async () => {
  const began = Date.now();
  const vandal = new Vandal(cluster, trial.dice);
  await cluster.control.breakWith(...storm);
  await new Barrage(trial, vandal, settings.wanted).run();
  const faults = await cluster.control.faultsLeft();
  await cluster.control.mend();
  const seen = await trial.settle();
  const audit = await verifyChains(cluster.databaseUrl);
  const { requester } = trial;
  const waiting = seen.results.filter(({ state }) => state === 'waiting');
  const over = seen.results.filter(({ state }) => state !== 'waiting');
  const struck = faults.flatMap(fault =>
    Array<string>(fault.struck).fill(nameOf(fault)),
  );
  print('Promotions while everything breaks', {
    seed: settings.seed,
    requests: `${requester.sent}, ${requester.repeated} of them repeated`,
    refused: `${requester.refused.length}: ${count(requester.refused)}`,
    answered: trial.answered,
    kills: vandal.kills,
    'faults injected': `${struck.length}: ${count(struck)}`,
    lost: seen.lost.length,
    doubled: seen.doubled.length + requester.doubled,
    overlapping: seen.overlapping.length,
    'not asked for': seen.unasked.length,
    'without a change': seen.unproven.length,
    'changes of targets': seen.episodes.length,
    over: count(
      over.map(({ state, code }) => (code ? `${state} (${code})` : state)),
    ),
    waiting: count(waiting.map(({ code }) => `${code}`)) || 'none',
    stuck: seen.stuck.length,
    'audit chains': `${audit.chains} with ${audit.events} events, broken ${audit.broken.length}`,
    duration: `${Math.round((Date.now() - began) / 1000)} s`,
  });
  expectNothingWrong(seen);
  expect(audit.broken).toEqual([]);
  expect(seen.results).toHaveLength(settings.wanted);
});

test('a newer build takes their places one by one while promotions run', async () => {
  const before = trial.answered;
  const newer = await makeNewerBuild();
  const [first, second, third] = cluster.replicas;
  const ask = async (times: number) => {
    for (let time = 0; time < times; time++) await trial.requester.ask();
  };
  await trial.withPeople(async () => {
    for (const replica of [first, second, third]) {
      await ask(2);
      await Promise.all([
        replica.end().then(() => replica.start(newer)),
        ask(2),
      ]);
      if (replica !== first) continue;
      // The older build goes on, and starts again, on what the newer one has migrated.
      await third.kill();
      await Promise.all([third.start(), ask(2)]);
    }
  });
  const columns = await inDatabase(cluster.databaseUrl, database =>
    database('operations').columnInfo(),
  );
  expect(columns).toHaveProperty('of_a_newer_build');
  const seen = await trial.settle();
  expectNothingWrong(seen);
  expect(seen.results).toHaveLength(before + 14);
  expect((await verifyChains(cluster.databaseUrl)).broken).toEqual([]);
});

test('a worker that is paused while it sends finds that another one took over', () =>
  pausedWhileSending(cluster));

test('a worker that is paused while it judges gates finds that another one deployed', () =>
  pausedWhileJudging(cluster));

type Seen = Awaited<ReturnType<Trial['settle']>>;

function expectNothingWrong(seen: Seen) {
  expect.soft(seen.lost, 'lost').toEqual([]);
  expect.soft(trial.requester.doubled, 'doubled by a repeated request').toBe(0);
  expect.soft(seen.doubled, 'doubled').toEqual([]);
  expect.soft(seen.overlapping, 'overlapping').toEqual([]);
  expect.soft(seen.unasked, 'not asked for').toEqual([]);
  expect.soft(seen.unproven, 'succeeded without a change').toEqual([]);
  expect.soft(seen.stuck, 'neither over nor waiting for anybody').toEqual([]);
  expect.soft(trial.requester.odd, 'answers of another kind').toEqual([]);
}
