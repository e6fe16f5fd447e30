import { TestDatabases } from '@backstage/backend-test-utils';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { findBrokenLink } from '../policy/audit';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('marks of a release, %p', id => {
  async function setUp() {
    const lifecycle = await setUpLifecycle(await databases.init(id));
    const { harness, services, ref } = lifecycle;
    const marked = async () => {
      const [release] = await harness.stores.releases.ofService(ref, {
        limit: 10,
      });
      return { critical: release.critical, rejected: release.rejected };
    };
    const events = async () => {
      const chain = await harness.stores.audit.ofChain(ref);
      expect(findBrokenLink(chain)).toBeUndefined();
      return chain
        .filter(({ type }) => /^release\.(marked|critical|reject)/.test(type))
        .map(({ type, actor, data }) => ({ type, actor, data }));
    };
    return { marks: services.marks, ref, marked, events };
  }

  it.each(['critical', 'reject'] as const)(
    '%s: is for the owner, and leaves nothing when it is refused',
    async act => {
      const { marks, ref, marked, events } = await setUp();
      const mark = (who: string) =>
        marks[act](caller(who), ref, 'v0.3.7', 'touches money');
      await expect(mark('ben')).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('is for its owner'),
      });
      await expect(mark('guest')).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
      expect(await marked()).toEqual({ critical: null, rejected: null });
      expect(await events()).toEqual([]);
    },
  );

  it.each([
    [
      'critical' as const,
      'critical' as const,
      ['release.marked-critical', 'release.critical-taken-back'],
    ],
    [
      'reject' as const,
      'rejected' as const,
      ['release.rejected', 'release.rejection-taken-back'],
    ],
  ])(
    '%s: is on the record with who and why, also when it is taken back',
    async (act, field, [set, unset]) => {
      const { marks, ref, marked, events } = await setUp();
      const reason = 'touches money';
      await marks[act](caller('ada'), ref, 'v0.3.7', reason);
      const by = 'user:default/ada';
      expect((await marked())[field]).toMatchObject({ by, reason });
      await marks[act](caller('ada'), ref, 'v0.3.7', undefined);
      expect((await marked())[field]).toBeNull();
      expect(await events()).toEqual([
        {
          type: set,
          actor: by,
          data: expect.objectContaining({ tag: 'v0.3.7', reason }),
        },
        {
          type: unset,
          actor: by,
          data: expect.objectContaining({ tag: 'v0.3.7' }),
        },
      ]);
    },
  );
});
