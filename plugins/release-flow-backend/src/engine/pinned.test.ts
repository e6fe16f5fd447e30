import { TestDatabases } from '@backstage/backend-test-utils';
import { DIGEST } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { prove } from '../__testUtils__/prove';
import { AuditStore } from '../database/AuditStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

afterEach(() => jest.restoreAllMocks());

describe.each(databases.eachSupportedId())('what is pinned, %p', id => {
  async function setUp() {
    const lifecycle = await setUpLifecycle(await databases.init(id));
    const { harness, services, ref } = lifecycle;
    harness.release('v0.4.0', 'b', 'published');
    await harness.look(1);
    const reject = (tag: string) =>
      services.marks.reject(caller('ada'), ref, tag, 'it loses orders');
    const find = (tag: string) => harness.stores.releases.find(ref, tag);
    return { ...lifecycle, reject, find };
  }

  it('keeps a rejection that came while the release was read', async () => {
    const { harness, reject, find } = await setUp();
    const { runs } = harness.stores;
    const list = runs.list.bind(runs);
    jest.spyOn(runs, 'list').mockImplementationOnce(async (...given) => {
      await reject('v0.4.0');
      return list(...given);
    });
    await harness.look(1);
    expect(await find('v0.4.0')).toMatchObject({
      rejected: { reason: 'it loses orders' },
    });
  });

  it('stays what it was at first sight, whoever read it at the same time', async () => {
    const { harness, find } = await setUp();
    const release = (await find('v0.4.0'))!;
    const [{ component }] = release.artifact!;
    const identity = { image: 'registry.example/qfa', digest: DIGEST('9') };
    await harness.stores.releases.put({
      ...release,
      name: 'read later',
      artifact: [{ component, identity }],
      artifactKey: `api=${DIGEST('9')}`,
    });
    expect(await find('v0.4.0')).toEqual({ ...release, name: 'read later' });
  });

  it('is rejected under every tag, even if the rejected one is gone', async () => {
    const { harness, world, reject, promote, find } = await setUp();
    harness.release('v0.5.0', 'c', 'draft');
    await harness.look(1);
    await reject('v0.5.0');
    world.releases.shift();
    harness.release('v0.5.1', 'c', 'published');
    world.releases[0].id = '77';
    await harness.look(1);
    await prove(harness, 'v0.5.1', 'dev');
    await expect(promote('ada', 'staging', 'v0.5.1')).rejects.toMatchObject({
      code: 'rejected',
    });
    expect(await find('v0.5.0')).toBeDefined();
  });

  it('stores that it changed with its audit event, or neither', async () => {
    const { harness, world, find, ref } = await setUp();
    const release = await find('v0.4.0');
    world.releases[0].body = `Image digest: ${DIGEST('9')}`;
    jest
      .spyOn(AuditStore.prototype, 'write')
      .mockRejectedValueOnce(new Error('the disk is full'));
    const told = async () =>
      (await harness.stores.audit.ofChain(ref)).filter(
        ({ type }) => type === 'release.artifact-changed',
      ).length;
    await harness.look(1);
    expect(await find('v0.4.0')).toMatchObject({
      ...{ problem: null, seenAt: release!.seenAt },
    });
    expect(await told()).toBe(0);
    await harness.look(2);
    expect(await find('v0.4.0')).toMatchObject({
      artifact: release!.artifact,
      problem: { code: 'artifact-changed' },
    });
    expect(await told()).toBe(1);
  });
});
