import { TestDatabases } from '@backstage/backend-test-utils';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const DEPLOY = 'deploy-stage.yml';
const BASE = 'f'.repeat(40);

const ofCommit = (commit: string): Artifact => [
  { component: 'api', identity: { commit } },
];

interface Wish {
  method?: 'merge' | 'cherry-pick';
  pullRequest?: boolean;
}

/** What runs is a commit; staging runs what its branch has. */
async function setUp(
  id: Parameters<typeof databases.init>[0],
  { method = 'merge', pullRequest = false }: Wish = {},
) {
  const binding = exampleBinding();
  binding.artifacts = [{ component: 'api', image: null, digest: null }];
  binding.environments[1].deploy = {
    manual: {
      by: 'branch',
      branch: 'staging',
      method,
      pullRequest,
      workflows: [DEPLOY],
      reviewWithin: 'PT1H',
    },
  };
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, world, promote } = lifecycle;
  const { git, live, branches } = world;
  harness.artifact = letter => ofCommit(COMMIT(letter));
  for (const site of ['dev', 'staging']) live.set(site, ofCommit(COMMIT('a')));
  await harness.stores.knex('environments').update({ deployment_id: null });
  await harness.stores.knex('deployments').delete();
  branches.set('staging', BASE);
  git.onPush.set(DEPLOY, {});
  git.pushed = (branch, sha) => {
    live.set(branch, ofCommit(sha));
  };
  harness.release('v0.4.0', 'b', 'published');
  live.set('dev', ofCommit(COMMIT('b')));
  await harness.look();
  const start = async () => {
    const asked = await promote('ada', 'staging', 'v0.4.0');
    await harness.run();
    return asked.id;
  };
  return { ...lifecycle, start };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function later({ harness }: SetUp) {
  const past = '2026-01-01T00:00:00.000Z';
  await harness.stores.knex('effects').update({ not_after: past });
  await harness.run();
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('deploying by a branch, %p', id => {
  it.each(['merge', 'cherry-pick'] as const)(
    'brings it by a %s, and what runs is the commit that made',
    async method => {
      const { harness, world, start, state } = await setUp(id, { method });
      const promotion = await start();
      const made = world.branches.get('staging')!;
      const ended = await state(promotion);
      expect(ended).toMatchObject({
        state: 'succeeded',
        commit: made,
        artifact: ofCommit(made),
        result: { derivedFrom: { commit: COMMIT('b') } },
      });
      expect(ended.plan!.artifact).toEqual(ofCommit(COMMIT('b')));
      expect(world.git.messages.get(made)).toContain(
        `Release-Flow-Commit: ${COMMIT('b')}\nRelease-Flow-Promotion: ${promotion}`,
      );
      expect(world.git.pushes).toHaveLength(1);
      expect(await harness.current('staging')).toMatchObject({
        commit: made,
        artifact: ofCommit(made),
        label: 'v0.4.0',
      });
      const events = await harness.stores.audit.ofOperation(promotion);
      expect(events.at(-1)!.data.derivedFrom).toMatchObject({
        commit: COMMIT('b'),
      });
    },
  );

  it('finds what it pushed when the answer was lost', async () => {
    const it = await setUp(id);
    const { world, start, state } = it;
    const error = new ProviderError('unknown-outcome', 'the line went dead');
    world.nextChange = { error, took: true };
    const promotion = await start();
    expect((await state(promotion)).state).toBe('deploying');
    await later(it);
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
  });

  it('refuses a conflict, and says what to do', async () => {
    const { world, start, state } = await setUp(id);
    world.git.conflicts = true;
    expect(await state(await start())).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('conflicts with staging'),
    });
  });

  it('refuses what the branch holds below something newer', async () => {
    const { world, start, state } = await setUp(id);
    world.history.set('staging', [COMMIT('b')]);
    expect(await state(await start())).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('holds'),
    });
    expect(world.git.pushes).toEqual([]);
  });

  it('does not take a branch back', async () => {
    const { start, promote } = await setUp(id);
    await start();
    await expect(
      promote('ada', 'staging', 'v0.3.7', 'rollback', 'it is slow'),
    ).rejects.toMatchObject({
      refusals: expect.arrayContaining([
        expect.objectContaining({ code: 'branch-goes-forward' }),
      ]),
    });
  });

  describe('and a pull request', () => {
    it('waits for approval and checks, shows them, then merges', async () => {
      const it = await setUp(id, { pullRequest: true });
      const { harness, world, start, state } = it;
      world.checks.set(COMMIT('b'), [
        {
          name: 'Test',
          status: 'in_progress',
          conclusion: null,
          url: null,
          completedAt: null,
        },
      ]);
      const promotion = await start();
      const [pull] = world.pulls.all;
      expect(pull).toMatchObject({ from: `release-flow/${promotion}` });
      const waiting = await state(promotion);
      expect(waiting).toMatchObject({
        state: 'waiting-in-github',
        message: 'Pull request #1: not approved yet, 0 of 1 checks passed',
      });
      expect(waiting.expiresAt).not.toBeNull();
      expect(waiting.steps[0].url).toBe(pull.url);
      pull.reviews.push({ user: 'mona', state: 'APPROVED' });
      await harness.run();
      expect((await state(promotion)).message).toBe(
        'Pull request #1: approved by mona, 0 of 1 checks passed',
      );
      expect(pull.isOpen).toBe(true);
      const [check] = world.checks.get(COMMIT('b'))!;
      Object.assign(check, { status: 'completed', conclusion: 'success' });
      await harness.run();
      expect(pull.mergedBy).toBe('release-flow-bot');
      expect((await state(promotion)).state).toBe('succeeded');
      expect((await harness.current('staging'))?.commit).toBe(pull.mergedAs);
    });

    it('leaves it to a person where GitHub or changed content asks for one', async () => {
      const it = await setUp(id, { pullRequest: true });
      const { harness, world, start, state } = it;
      world.pulls.protected = 'At least 2 approving reviews are required';
      const promotion = await start();
      const [pull] = world.pulls.all;
      pull.reviews.push({ user: 'mona', state: 'APPROVED' });
      await harness.run();
      expect(await state(promotion)).toMatchObject({
        state: 'waiting-in-github',
        message: expect.stringContaining('A person has to merge it'),
      });
      world.pulls.protected = undefined;
      pull.head = COMMIT('c');
      await harness.run();
      expect((await state(promotion)).message).toContain('Somebody pushed');
      await world.pulls.mergeBy('mona');
      await harness.run();
      expect((await state(promotion)).state).toBe('succeeded');
    });

    it('does not merge what somebody wants changed', async () => {
      const { harness, world, start, state } = await setUp(id, {
        pullRequest: true,
      });
      const promotion = await start();
      const [pull] = world.pulls.all;
      pull.reviews.push(
        { user: 'mona', state: 'APPROVED' },
        { user: 'lars', state: 'CHANGES_REQUESTED' },
      );
      await harness.run();
      expect(pull.isOpen).toBe(true);
      expect((await state(promotion)).message).toContain(
        'changes wanted by lars',
      );
    });

    it('is rejected when it is closed, and expires', async () => {
      const it = await setUp(id, { pullRequest: true });
      const { harness, world, start, state } = it;
      const promotion = await start();
      world.pulls.all[0].isOpen = false;
      await harness.run();
      expect(await state(promotion)).toMatchObject({
        state: 'rejected',
        code: 'rejected-in-github',
      });
      const again = await start();
      const past = '2026-01-01T00:00:00.000Z';
      await harness.stores
        .knex('operations')
        .where({ id: again })
        .update({ expires_at: past });
      await harness.run();
      expect((await state(again)).state).toBe('expired');
    });

    it('is closed when the promotion is cancelled', async () => {
      const { harness, services, world, start, state } = await setUp(id, {
        pullRequest: true,
      });
      const promotion = await start();
      await services.decisions.cancel(caller('ada'), promotion, {
        reason: 'wrong day',
      });
      await harness.run();
      expect(world.pulls.all[0].isOpen).toBe(false);
      expect(await state(promotion)).toMatchObject({
        state: 'cancelled',
        message: expect.stringContaining('wrong day'),
      });
    });

    it('is opened once, even if the answer was lost', async () => {
      const it = await setUp(id, { pullRequest: true });
      const { world, start, state } = it;
      const error = new ProviderError('unknown-outcome', 'the line went dead');
      world.nextChange = { error, took: true };
      const promotion = await start();
      await later(it);
      expect(world.pulls.all).toHaveLength(1);
      expect((await state(promotion)).state).toBe('waiting-in-github');
    });
  });
});
