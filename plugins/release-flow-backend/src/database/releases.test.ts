import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { newOperation } from '../policy/newOperation';
import { release } from '../policy/gates/__testUtils__/gateFixtures';
import type { ReleaseRecord } from './records';
import { Stores } from './Stores';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SERVICE = release.serviceRef;

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('releases and builds, %p', id => {
  let stores: Stores;

  beforeEach(async () => {
    stores = await Stores.create(
      mockServices.database({
        knex: await databases.init(id),
        migrations: { skip: false },
      }),
    );
  });

  const at = (minute: number) =>
    `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
  const put = async (name: string, change: Partial<ReleaseRecord>) => {
    const record = { ...release, id: name, hostId: name, tag: name, ...change };
    await stores.releases.put(record as ReleaseRecord);
    return record;
  };
  const build = (name: string, minute: number, change = {}) =>
    put(name, {
      version: name,
      state: 'build',
      branch: 'main',
      publishedAt: null,
      createdAt: at(minute),
      firstSeenAt: at(minute),
      ...change,
    });
  const named = async (name: string) =>
    (await stores.releases.named(SERVICE, name)).map(found => found.id);

  it('finds by id, any tag, version and commit, releases before builds', async () => {
    await put('r1', {
      tag: 'v1.2.3',
      version: '1.2.3',
      tags: [
        { name: 'v1.2.3-stage', at: at(1) },
        { name: 'v1_2', at: at(2) },
      ],
    });
    await build('b1', 30);
    expect(await named('r1')).toEqual(['r1']);
    expect(await named('v1.2.3')).toEqual(['r1']);
    expect(await named('1.2.3')).toEqual(['r1']);
    expect(await named('v1.2.3-stage')).toEqual(['r1']);
    expect(await named(COMMIT('b'))).toEqual(['r1', 'b1']);
    expect(await named('v1-2')).toEqual([]);
    expect(await named('v1_2')).toEqual(['r1']);
    const found = await stores.releases.byArtifact(
      SERVICE,
      release.artifactKey!,
    );
    expect(found.map(it => it.id)).toEqual(['r1', 'b1']);
  });

  it('lists releases and builds apart', async () => {
    await put('r1', {});
    await build('b1', 1);
    await build('b2', 2, { branch: 'release/v1' });
    const list = async (options: object) =>
      (await stores.releases.ofService(SERVICE, { limit: 10, ...options })).map(
        it => it.id,
      );
    expect(await list({ kind: 'release' })).toEqual(['r1']);
    expect(await list({ kind: 'build' })).toEqual(['b2', 'b1']);
    expect(await list({ kind: 'build', branch: 'main' })).toEqual(['b1']);
    expect((await list({})).sort()).toEqual(['b1', 'b2', 'r1']);
  });

  it('keeps what a page needs: the newest of each kind, and what runs', async () => {
    await build('old', 1, { artifactKey: 'api=old' });
    for (let minute = 2; minute < 6; minute++)
      await build(`b${minute}`, minute);
    await put('r1', {});
    await stores.environments.ensure({
      serviceRef: SERVICE,
      id: 'dev',
      tier: 'development',
      rank: 0,
      dueAt: at(0),
    });
    const page = async () =>
      (await stores.releases.ofPage(SERVICE, 2)).map(it => it.id).sort();
    expect(await page()).toEqual(['b4', 'b5', 'r1']);
    await stores.deployments.add({
      id: 'd1',
      serviceRef: SERVICE,
      environment: 'dev',
      kind: 'recorded',
      artifact: release.artifact!,
      artifactKey: 'api=old',
      label: 'old',
      commit: null,
      releaseId: null,
      buildId: null,
      operationId: null,
      intent: null,
      verified: true,
      actor: null,
      reason: null,
      sourceKey: null,
      happenedAt: at(9),
      recordedAt: at(9),
    });
    await stores.environments.update(SERVICE, 'dev', { deploymentId: 'd1' });
    expect(await page()).toEqual(['b4', 'b5', 'old', 'r1']);
  });

  it('drops old builds of a branch, but none that anybody used', async () => {
    const mark = { by: 'user:default/ada', at: at(1), reason: 'broken' };
    await build('rejected', 1, { rejected: mark });
    await build('asked', 2);
    await build('plain', 3);
    await build('other', 3, { branch: 'release/v1' });
    await build('new1', 10);
    await build('new2', 11);
    await stores.operations.create(
      newOperation(exampleBinding(), 'promotion', at(3), {
        requestedBy: 'user:default/ada',
        origin: 'person',
        via: 'rest',
        label: 'asked',
        message: '',
        releaseId: 'asked',
      }),
    );
    expect(await stores.releases.dropOldBuilds(SERVICE, 'main', 2)).toBe(1);
    const left = await stores.releases.ofService(SERVICE, { limit: 10 });
    expect(left.map(it => it.id).sort()).toEqual(
      ['asked', 'new1', 'new2', 'other', 'rejected'].sort(),
    );
  });

  it('keeps what was pinned, and what people said', async () => {
    await build('b1', 1, { artifact: null, artifactKey: null });
    expect(await stores.releases.unpinnedBuilds(SERVICE, 5)).toHaveLength(1);
    await build('b1', 1);
    expect(await stores.releases.unpinnedBuilds(SERVICE, 5)).toEqual([]);
    await build('b1', 1, { artifact: [], artifactKey: 'api=other' });
    expect(await stores.releases.get('b1')).toMatchObject({
      artifact: release.artifact,
      artifactKey: release.artifactKey,
    });
  });

  it('remembers what commits changed', async () => {
    const change = { parents: 1, patch: 'p' };
    await stores.patches.put('acme/x', COMMIT('a'), change);
    await stores.patches.put('acme/x', COMMIT('b'), {
      parents: 2,
      patch: null,
    });
    const found = await stores.patches.of('acme/x', [
      COMMIT('a'),
      COMMIT('b'),
      COMMIT('c'),
    ]);
    expect([...found]).toEqual([
      [COMMIT('a'), change],
      [COMMIT('b'), { parents: 2, patch: null }],
    ]);
  });
});
