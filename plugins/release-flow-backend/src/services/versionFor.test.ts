import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT } from '../__testUtils__/bindings';
import {
  branchBinding,
  builtArtifact,
  push,
} from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const [b, c] = [COMMIT('b'), COMMIT('c')];

/** Staging is deployed by a workflow that wants a version. */
function byVersion() {
  const binding = branchBinding();
  binding.environments[0].deploy = { manual: { by: 'target' } };
  binding.environments[1].deploy = {
    manual: {
      by: 'workflow',
      file: 'deploy-stage.yml',
      inputs: { version: '${{ release.version }}' },
      correlationInput: 'correlation_id',
    },
  };
  binding.paths = [
    { from: 'source', to: 'dev' },
    { from: 'source', to: 'staging' },
    { from: 'staging', to: 'prd' },
  ];
  return binding;
}

async function setUp() {
  const lifecycle = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    byVersion(),
  );
  const { harness, world, promotions, ref } = lifecycle;
  world.tags.set('v1.2.3', b);
  push(world, 'main', 'b');
  await harness.look();
  push(world, 'main', 'c');
  await harness.look();
  world.comparisons.set(`${b}...${c}`, {
    status: 'ahead',
    ahead: 1,
    behind: 0,
    commits: [
      ...[{ sha: c, message: 'feat: a door', author: 'ada', at: '', url: '' }],
    ],
    files: [],
    url: '',
  });
  const ask = (version?: string, environment = 'staging') =>
    promotions.promote(caller('ada'), ref, {
      environment,
      release: c,
      intent: 'promote',
      version,
    });
  const preflight = (version?: string) =>
    promotions.preflight(caller('ada'), ref, {
      environment: 'staging',
      release: c,
      intent: 'promote',
      version,
    });
  return { ...lifecycle, ask, preflight };
}

it('proposes the next version by what was committed since the last one', async () => {
  const { preflight } = await setUp();
  expect(await preflight()).toMatchObject({
    label: 'v1.3.0',
    proposedVersion: {
      version: '1.3.0',
      reason: '1 feature (feat: a door) since 1.2.3',
    },
  });
});

it.each([
  [undefined, 'such as 1.3.0'],
  ['1.2', 'no semantic version'],
  ['1.2.3', 'the version of something else'],
])('refuses %s as version, by its field', async (version, message) => {
  const { ask } = await setUp();
  await expect(ask(version)).rejects.toMatchObject({
    field: 'version',
    message: expect.stringContaining(message),
  });
});

it('asks for none where none is given by deploying', async () => {
  const { ask } = await setUp();
  await expect(ask('1.3.0', 'dev')).rejects.toMatchObject({ field: 'version' });
});

it('deploys with the version that was given, and keeps it', async () => {
  const { harness, world, ask, state, promotions, ref } = await setUp();
  world.onDispatch = () => {
    world.live.set('staging', [
      {
        component: 'api',
        identity: {
          image: 'registry.example/qfa-backend',
          digest: `sha256:${'c'.repeat(64)}`,
        },
      },
    ]);
  };
  const { id } = await ask('v1.4.0');
  await harness.run();
  expect(world.dispatches).toMatchObject([{ inputs: { version: '1.4.0' } }]);
  expect(await state(id)).toMatchObject({
    state: 'succeeded',
    label: 'v1.4.0',
  });
  world.tags.set('v1.4.0', c);
  await harness.look(1);
  const again = await promotions.preflight(caller('ada'), ref, {
    environment: 'staging',
    release: 'main@ccccccc',
    intent: 'redeploy',
  });
  expect(again).toMatchObject({ label: 'v1.4.0', proposedVersion: null });
});

it('counts an urgent fix from what it fixes, not from what is newer in its environment', async () => {
  const { harness, world, ask, promote, promotions, ref, state } =
    await setUp();
  harness.binding.paths.push({
    from: 'source',
    to: 'staging',
    branch: 'hotfix/.+',
  });
  let built = 'b';
  world.onDispatch = () => {
    world.live.set('staging', builtArtifact(built));
  };
  await promote('ada', 'staging', 'v1.2.3');
  await harness.run();
  await promote('ada', 'prd', 'v1.2.3');
  await harness.run();
  built = 'c';
  const newer = await ask('1.4.0');
  await harness.run();
  expect((await state(newer.id)).state).toBe('succeeded');
  const e = COMMIT('e');
  push(world, 'hotfix/door', 'e');
  world.comparisons.set(`${b}...${e}`, {
    ...{ status: 'ahead', ahead: 1, behind: 0, files: [], url: '' },
    commits: [{ sha: e, message: 'fix: it', author: 'ada', at: '', url: '' }],
  });
  await harness.look();
  const fix = (version?: string) =>
    promotions.preflight(caller('ada'), ref, {
      environment: 'staging',
      release: e,
      from: 'source',
      intent: 'promote',
      version,
    });
  expect((await fix()).proposedVersion).toEqual({
    version: '1.2.4',
    reason: 'An urgent fix since 1.2.3',
  });
  expect(await fix('1.2.4')).toMatchObject({ label: 'v1.2.4' });
  await expect(fix('1.2.2')).rejects.toMatchObject({
    field: 'version',
    message: expect.stringContaining('1.2.3, which it fixes'),
  });
});

it('warns of going back behind what runs', async () => {
  const { harness, world, promote, promotions, ref } = await setUp();
  await promote('ada', 'dev', c);
  await harness.run();
  world.comparisons.set(`${c}...${b}`, {
    ...world.comparisons.get(`${b}...${c}`)!,
    status: 'behind',
    ahead: 0,
    behind: 1,
    commits: [],
  });
  const wish = {
    environment: 'dev',
    release: 'main@bbbbbbb',
    intent: 'promote' as const,
  };
  await promotions.preflight(caller('ada'), ref, wish);
  const { warnings } = await promotions.preflight(caller('ada'), ref, wish);
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'downgrade' }),
  );
});
