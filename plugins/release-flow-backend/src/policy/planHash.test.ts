import type { Plan } from 'backstage-plugin-release-flow-common';
import fc from 'fast-check';
import { COMMIT, DIGEST, exampleBinding } from '../__testUtils__/bindings';
import { makePlan, planHash } from './plan';
import { planDifference } from './planDifference';

fc.configureGlobal({
  seed: Number(process.env.RELEASE_FLOW_SEED ?? 20261121),
  numRuns: 300,
});
afterAll(() => fc.resetConfigureGlobal());

const image = (letter: string) => [
  {
    component: 'api',
    identity: { image: 'registry.example/app', digest: DIGEST(letter) },
  },
];

const plan: Plan = {
  promotionId: 'p1',
  serviceUid: 'uid-1',
  environment: 'prd',
  intent: 'promote',
  emergency: false,
  from: 'staging',
  artifact: image('b'),
  commit: COMMIT('b'),
  target: { type: 'fake', name: 'prd', slot: { name: 'blue' } },
  deployer: { by: 'target', concurrencyKey: null },
  gates: [
    { type: 'source' },
    { type: 'approvals', required: 1, from: ['group:default/leads'] },
  ],
  verifications: [{ type: 'http', path: '/health' }],
  onFailure: { action: 'rollback', to: image('a') },
  base: image('a'),
};

/** One of each that a plan promises to its approvers. */
const CHANGES: Record<keyof Plan, unknown> = {
  promotionId: 'p2',
  serviceUid: 'uid-2',
  environment: 'staging',
  intent: 'rollback',
  emergency: true,
  from: 'dev',
  artifact: image('c'),
  commit: COMMIT('c'),
  target: { type: 'fake', name: 'prd', slot: { name: 'green' } },
  deployer: { by: 'workflow', inputs: { tag: 'v1' }, concurrencyKey: null },
  gates: [{ type: 'source' }],
  verifications: [],
  onFailure: { action: 'rollback', to: image('c') },
  base: image('c'),
};

it('has every field that makePlan makes', () => {
  const binding = exampleBinding();
  const made = makePlan(binding, binding.environments[2], {
    ...{ promotionId: 'p1', intent: 'promote', emergency: false },
    ...{ from: 'staging', artifact: image('b'), commit: null, gitRef: null },
    ...{ release: null, base: null },
  });
  expect(Object.keys(made).sort()).toEqual(Object.keys(CHANGES).sort());
});

it.each(Object.keys(CHANGES) as Array<keyof Plan>)(
  'is another one when %s is another one, and the page names it',
  field => {
    const other = { ...plan, [field]: CHANGES[field] } as Plan;
    expect(planHash(other)).not.toBe(planHash(plan));
    const names = planDifference(plan, other).map(it => it.field);
    expect(names.length).toBeGreaterThan(0);
    expect(names.every(name => name.split('.')[0] === field)).toBe(true);
  },
);

/** Every place in the plan that has a value of its own. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, key]),
  );
}

function changedAt(value: unknown, [key, ...rest]: string[]): unknown {
  if (key === undefined) return `${JSON.stringify(value)}?`;
  const copy = (
    Array.isArray(value) ? [...value] : { ...(value as object) }
  ) as Record<string, unknown>;
  copy[key] = changedAt(copy[key], rest);
  return copy;
}

function shuffled(
  value: unknown,
  order: (keys: string[]) => string[],
): unknown {
  if (Array.isArray(value)) return value.map(item => shuffled(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    order(Object.keys(record)).map(key => [key, shuffled(record[key], order)]),
  );
}

it('is another one for any single value, and the same in whatever order keys come', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...leaves(plan)),
      fc.infiniteStream(fc.nat()),
      (path, numbers) => {
        const other = changedAt(plan, path) as Plan;
        expect(planHash(other)).not.toBe(planHash(plan));
        const next = () => numbers.next().value as number;
        const mixed = shuffled(plan, keys =>
          keys
            .map(key => [next(), key] as const)
            .sort(([a], [b]) => a - b)
            .map(([, key]) => key),
        );
        expect(planHash(mixed as Plan)).toBe(planHash(plan));
      },
    ),
  );
});
