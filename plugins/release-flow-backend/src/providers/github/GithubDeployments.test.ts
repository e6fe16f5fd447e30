import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { GithubCodeHost } from './GithubCodeHost';
import { GithubConnections } from './GithubConnections';
import { GithubReader } from './GithubReader';

const deployment = (id: number, updatedAt = '2026-01-01T00:00:00Z') => ({
  id,
  node_id: `node-${id}`,
  environment: 'dev',
  sha: 'a'.repeat(40),
  ref: 'v1.0.0',
  creator: { login: 'ada' },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: updatedAt,
});

const status = (id: number, state: string) => ({
  id: `node-${id}`,
  latestStatus: { state, logUrl: `https://example.com/${id}` },
});

describe('deployments with their newest status', () => {
  let stub: StubServer;
  let codeHost: GithubCodeHost;
  let listed: object[];
  let nodes: Array<object | null>;
  let queries: Array<{ query: string; variables: { ids: string[] } }>;
  let answer: object | undefined;

  beforeEach(async () => {
    stub = await startStub();
    listed = [deployment(2), deployment(1)];
    nodes = [status(2, 'SUCCESS'), status(1, 'INACTIVE')];
    queries = [];
    answer = undefined;
    stub.answer(request => {
      if (request.url !== '/api/graphql') return { status: 200, body: listed };
      queries.push(JSON.parse(request.body));
      return { status: 200, body: answer ?? { data: { nodes } } };
    });
    const { host, url } = stub;
    const config = new ConfigReader({
      integrations: {
        github: [{ host, apiBaseUrl: `${url}/api/v3`, token: 't0k3n' }],
      },
    });
    codeHost = new GithubCodeHost(
      new GithubReader(
        GithubConnections.fromConfig(config, mockServices.logger.mock()),
      ),
    );
  });
  afterEach(() => stub.close());

  const read = async () => {
    const found = await codeHost.deployments(
      { host: stub.host, slug: 'acme/api' },
      { signal: AbortSignal.timeout(5_000) },
    );
    return found.map(({ id, state, url }) => [id, state, url]);
  };

  it('are told by one query, whatever their number', async () => {
    expect(await read()).toEqual([
      ['2', 'success', 'https://example.com/2'],
      ['1', 'inactive', 'https://example.com/1'],
    ]);
    expect(queries.map(({ variables }) => variables.ids)).toEqual([
      ['node-2', 'node-1'],
    ]);
    expect(stub.requests.at(-1)!.headers.authorization).toBe('Bearer t0k3n');
  });

  it('are asked for again only when one was updated', async () => {
    await read();
    await read();
    expect(queries).toHaveLength(1);
    listed = [
      deployment(3),
      deployment(2, '2026-01-02T00:00:00Z'),
      deployment(1),
    ];
    nodes = [status(3, 'IN_PROGRESS'), status(2, 'INACTIVE')];
    expect(await read()).toEqual([
      ['3', 'in_progress', 'https://example.com/3'],
      ['2', 'inactive', 'https://example.com/2'],
      ['1', 'inactive', 'https://example.com/1'],
    ]);
    expect(queries[1].variables.ids).toEqual(['node-3', 'node-2']);
    await read();
    expect(queries[2].variables.ids).toEqual(['node-3']);
  });

  it('are unknown where there is none, or the deployment is gone', async () => {
    nodes = [null, { id: 'node-1', latestStatus: null }];
    answer = { data: { nodes }, errors: [{ type: 'NOT_FOUND' }] };
    expect(await read()).toEqual([
      ['2', null, null],
      ['1', null, null],
    ]);
  });

  it('are not asked for where there is nothing to ask', async () => {
    listed = [];
    expect(await read()).toEqual([]);
    expect(queries).toEqual([]);
  });

  it.each([
    ['RATE_LIMITED', 'rate-limited'],
    ['SOMETHING', 'refused'],
  ])(
    'fail as told by %s, although the answer is 200',
    async (type, trouble) => {
      answer = { data: null, errors: [{ type, message: 'no' }] };
      await expect(read()).rejects.toMatchObject({ trouble });
      const asked = stub.requests.length;
      await expect(read()).rejects.toMatchObject({ trouble });
      expect(stub.requests.length > asked).toBe(trouble !== 'rate-limited');
    },
  );
});
