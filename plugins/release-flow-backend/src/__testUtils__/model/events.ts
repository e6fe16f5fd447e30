import fc from 'fast-check';

export const PEOPLE = ['ada', 'mona', 'lars', 'olga', 'eve', 'quinn', 'vera'];
export const RELEASES = ['v0.3.6', 'v0.3.7', 'v0.4.0', 'v0.5.0'];
const ENVIRONMENTS = ['staging', 'prd', 'prd'];

const who = fc.constantFrom(...PEOPLE);
const which = fc.nat(5);
const release = fc.constantFrom(...RELEASES);
const environment = fc.constantFrom(...ENVIRONMENTS);

const request = fc.record({
  type: fc.constant('request' as const),
  who: fc.constantFrom('ada', 'ada', 'mona', 'ci', 'vera'),
  environment,
  release,
  intent: fc.constantFrom('promote', 'promote', 'rollback', 'restore'),
  emergency: fc.integer({ min: 0, max: 4 }).map(roll => roll === 0),
});
/** Asked for, looked at and agreed to, so that what comes after that is reached often. */
const journey = fc.record({
  type: fc.constant('journey' as const),
  environment: fc.constantFrom('staging', 'prd', 'prd', 'prd'),
  release: fc.constantFrom('v0.4.0', 'v0.5.0', 'v0.3.6', 'v0.3.7'),
  back: fc.integer({ min: 0, max: 2 }).map(roll => roll === 0),
  emergency: fc.integer({ min: 0, max: 5 }).map(roll => roll === 0),
});
const decide = fc.record({
  type: fc.constant('decide' as const),
  who: fc.constantFrom('mona', 'lars', 'eve', 'ada', 'vera'),
  which,
  decision: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
  outdated: fc.integer({ min: 0, max: 9 }).map(roll => roll === 0),
});
/** Everybody whose word is needed says yes, so that long ways are walked often. */
const agree = fc.record({ type: fc.constant('agree' as const), which });
const signOff = fc.record({
  type: fc.constant('sign-off' as const),
  who,
  which,
});
const override = fc.record({
  type: fc.constant('override' as const),
  who: fc.constantFrom('olga', 'olga', 'ada'),
  which,
  gate: fc.constantFrom('freeze', 'source', 'approvals', 'artifact-available'),
});
const cancel = fc.record({
  type: fc.constant('cancel' as const),
  who: fc.constantFrom('ada', 'mona', 'vera'),
  which,
});
const retry = fc.record({ type: fc.constant('retry' as const), which });
const resolve = fc.record({
  type: fc.constant('resolve' as const),
  who: fc.constantFrom('olga', 'ada'),
  which,
  outcome: fc.constantFrom('happened' as const, 'absent' as const),
});
const hold = fc.record({
  type: fc.constant('hold' as const),
  environment,
  on: fc.boolean(),
});
const adopt = fc.record({ type: fc.constant('adopt' as const), environment });
const freeze = fc.record({
  type: fc.constant('freeze' as const),
  kind: fc.constantFrom('window', 'stop-the-line', 'end', 'end'),
});
const member = fc.record({
  type: fc.constant('member' as const),
  who: fc.constantFrom('mona', 'lars'),
  isIn: fc.boolean(),
});
const flow = fc.record({
  type: fc.constant('flow' as const),
  required: fc.constantFrom(1, 1, 2),
});
const tag = fc.record({
  type: fc.constant('tag' as const),
  release,
  moved: fc.boolean(),
});
const reject = fc.record({
  type: fc.constant('reject-release' as const),
  release,
  rejected: fc.boolean(),
});
/** Somebody changes the target past everybody. */
const foreign = fc.record({
  type: fc.constant('foreign' as const),
  environment,
  letter: fc.constantFrom('e', 'f', 'b', 'recorded', 'recorded'),
});
const world = fc.record({
  type: fc.constant('world' as const),
  verification: fc.constantFrom('passed', 'running', 'failed'),
  healthy: fc.integer({ min: 0, max: 5 }).map(roll => roll > 0),
  readable: fc.integer({ min: 0, max: 9 }).map(roll => roll > 0),
});
const fault = fc.record({
  type: fc.constant('fault' as const),
  trouble: fc.constantFrom(
    ...(['unavailable', 'unknown-outcome', 'refused', 'bug'] as const),
  ),
  took: fc.boolean(),
});
const look = fc.record({ type: fc.constant('look' as const) });

const act = fc.oneof(cancel, decide, request, retry, signOff, agree, hold);

const work = fc.record({
  type: fc.constant('work' as const),
  /** Seconds that pass before. */
  after: fc.constantFrom(1, 5, 20, 20, 35, 70, 400, 90_000),
  /** Calls until the worker is killed. */
  calls: fc.oneof(
    { weight: 2, arbitrary: fc.constant(100_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 160 }) },
  ),
  meanwhile: fc.option(
    fc.record({ at: fc.integer({ min: 1, max: 120 }), act }),
    { freq: 4 },
  ),
});

export const anyEvent = fc.oneof(
  { weight: 8, arbitrary: work },
  { weight: 2, arbitrary: request },
  { weight: 6, arbitrary: journey },
  { weight: 4, arbitrary: agree },
  { weight: 2, arbitrary: decide },
  { weight: 1, arbitrary: signOff },
  { weight: 1, arbitrary: override },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: retry },
  { weight: 2, arbitrary: resolve },
  { weight: 1, arbitrary: hold },
  { weight: 1, arbitrary: adopt },
  { weight: 1, arbitrary: freeze },
  { weight: 1, arbitrary: member },
  { weight: 1, arbitrary: flow },
  { weight: 1, arbitrary: tag },
  { weight: 1, arbitrary: reject },
  { weight: 1, arbitrary: foreign },
  { weight: 2, arbitrary: world },
  { weight: 2, arbitrary: fault },
  { weight: 2, arbitrary: look },
);

type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type ModelEvent = ValueOf<typeof anyEvent>;
export type EventOf<T extends ModelEvent['type']> = Extract<
  ModelEvent,
  { type: T }
>;
