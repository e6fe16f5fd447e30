import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { Harness } from '../__testUtils__/harness';
import { startEdges } from '../__testUtils__/startEdges';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const S = '/services/component/default/qfa-backend';

describe.each(databases.eachSupportedId())('a failure inside, %p', id => {
  let backend: Awaited<ReturnType<typeof startEdges>>;

  beforeAll(async () => {
    const harness = await Harness.create(await databases.init(id));
    backend = await startEdges(harness);
    await harness.stores.knex.schema.dropTable('releases');
  });
  afterAll(() => backend?.stop());

  it.each([
    ['REST', 'GET', `${S}/releases`, undefined],
    [
      'an act',
      'POST',
      `${S}/promotions`,
      { environment: 'dev', release: 'v1', intent: 'promote' },
    ],
    [
      'an agent',
      'POST',
      '/.backstage/actions/v1/actions/release-flow:get-status/invoke',
      { service: 'qfa-backend' },
    ],
  ])(
    'is told by reference, not by its SQL: %s',
    async (_, method, path, body) => {
      const response = await fetch(`${backend.url}${path}`, {
        method,
        headers: {
          authorization: mockCredentials.user.header('user:default/ada'),
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(text).toContain('Its log says what, under ');
      expect(text).not.toMatch(/select|insert|releases`|relation|SQLITE|knex/i);
    },
  );
});
