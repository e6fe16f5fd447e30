import { TestDatabases } from '@backstage/backend-test-utils';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

afterEach(() => jest.restoreAllMocks());

describe.each(databases.eachSupportedId())('a request sent again, %p', id => {
  it('gets the same promotion while the first is still being stored', async () => {
    const { harness, services, stage } = await setUpLifecycle(
      await databases.init(id),
    );
    await stage();
    const ask = (idempotencyKey: string) =>
      services.promotions.promote(caller('ada'), harness.binding.service.ref, {
        environment: 'prd',
        release: 'v0.4.0',
        intent: 'promote',
        idempotencyKey,
      });
    const first = await ask('key-1');
    jest
      .spyOn(harness.stores.operations, 'byIdempotencyKey')
      .mockResolvedValueOnce(undefined);
    expect(await ask('key-1')).toMatchObject({ id: first.id });
    await expect(ask('key-2')).rejects.toMatchObject({ code: 'already-open' });
  });
});
