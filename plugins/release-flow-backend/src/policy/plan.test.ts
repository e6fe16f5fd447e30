import { COMMIT, DIGEST, exampleBinding } from '../__testUtils__/bindings';
import { defaultFrom, makePlan, planHash } from './plan';
import { planDifference } from './planDifference';

const binding = exampleBinding();
const [dev, , prd] = binding.environments;
const artifact = [
  {
    component: 'api',
    identity: { image: 'registry.example/qfa-backend', digest: DIGEST('b') },
  },
];
const older = [
  {
    component: 'api',
    identity: { image: 'registry.example/qfa-backend', digest: DIGEST('a') },
  },
];
const subject = {
  promotionId: 'p1',
  intent: 'promote' as const,
  emergency: false,
  from: 'staging',
  artifact,
  commit: COMMIT('b'),
  gitRef: null,
  release: { tag: 'v0.4.0', version: '0.4.0', critical: null },
  base: null,
};

it('always checks source, upstream and image, whatever a flow leaves out', () => {
  const types = makePlan(binding, prd, subject).gates.map(gate => gate.type);
  expect(types).toEqual([
    'source',
    'proven-upstream',
    'artifact-available',
    'freeze',
    'approvals',
  ]);
});

it('resolves what the workflow is given, and nothing else', () => {
  expect(
    makePlan(binding, dev, { ...subject, from: 'source' }).deployer,
  ).toMatchObject({
    by: 'workflow',
    workflow: 'promote-to-dev.yaml',
    inputs: { tag: 'v0.4.0', correlation_id: 'p1' },
  });
});

it('hashes equal plans equally, and every part that matters differently', () => {
  const plan = makePlan(binding, prd, subject);
  const hash = planHash(plan);
  expect(planHash(JSON.parse(JSON.stringify(plan)))).toBe(hash);
  const others = [
    makePlan(binding, prd, { ...subject, promotionId: 'p2' }),
    makePlan(binding, prd, { ...subject, intent: 'rollback' }),
    makePlan(binding, prd, { ...subject, from: 'dev' }),
    makePlan(binding, prd, {
      ...subject,
      artifact: [{ ...artifact[0], identity: { commit: COMMIT('c') } }],
    }),
    makePlan(binding, prd, { ...subject, base: { artifact } }),
    makePlan(binding, { ...prd, gates: [] }, subject),
    makePlan(binding, { ...prd, verify: [] }, subject),
    makePlan(
      binding,
      { ...prd, target: { type: 'fake', name: 'other' } },
      subject,
    ),
    makePlan(binding, { ...prd, onFailure: 'stop' }, subject),
  ];
  expect(new Set([hash, ...others.map(planHash)]).size).toBe(others.length + 1);
});

it('names the fields that changed', () => {
  const before = makePlan(binding, prd, subject);
  const after = makePlan(
    binding,
    { ...prd, gates: [] },
    { ...subject, base: { artifact: older } },
  );
  expect(planDifference(before, after).map(({ field }) => field)).toEqual([
    ...prd.gates.map(({ type }) => `gates.${type}`),
    'onFailure.to',
    'base',
  ]);
});

it('rolls back to the base only, and a rollback never by itself', () => {
  const base = { artifact: older };
  expect(makePlan(binding, prd, { ...subject, base }).onFailure).toEqual({
    action: 'rollback',
    to: older,
  });
  expect(
    makePlan(binding, prd, { ...subject, base, intent: 'rollback' }).onFailure,
  ).toEqual({ action: 'stop', to: null });
});

it('does not go back to what it brings', () => {
  const again = { ...subject, base: { artifact }, intent: 'redeploy' as const };
  expect(makePlan(binding, prd, again).onFailure.to).toBeNull();
});

it('puts nothing back by itself where a workflow deploys', () => {
  const byWorkflow = {
    ...prd,
    deploy: { manual: { by: 'workflow' as const, file: 'deploy.yaml' } },
  };
  const withBase = { ...subject, base: { artifact: older } };
  expect(makePlan(binding, byWorkflow, withBase).onFailure).toEqual({
    action: 'stop',
    to: null,
  });
});

it('comes from the only path, else from where it is proven', () => {
  expect(defaultFrom(binding, 'prd', () => false)).toBe('staging');
  const wide = exampleBinding({
    paths: [
      { from: 'source', to: 'staging' },
      { from: 'dev', to: 'staging' },
    ],
  });
  expect(defaultFrom(wide, 'staging', () => true)).toBe('dev');
  expect(defaultFrom(wide, 'staging', () => false)).toBe('source');
});

it('adds the gates of the path to those of the environment, for what comes along it', () => {
  const signOff = { type: 'sign-off', name: 'qa', from: ['group:default/qa'] };
  const wide = exampleBinding({
    paths: [
      { from: 'dev', to: 'prd' },
      { from: 'staging', to: 'prd', gates: [signOff] },
    ],
  });
  const own = (change: Partial<Parameters<typeof makePlan>[2]>) =>
    makePlan(wide, prd, { ...subject, ...change })
      .gates.map(({ type }) => type)
      .filter(type => ['approvals', 'sign-off'].includes(String(type)));
  expect(own({ from: 'staging' })).toEqual(['approvals', 'sign-off']);
  expect(own({ from: 'dev' })).toEqual(['approvals']);
  expect(own({ intent: 'rollback' })).toEqual(['approvals']);
  expect(own({ intent: 'restore' })).toEqual(['approvals']);
});
