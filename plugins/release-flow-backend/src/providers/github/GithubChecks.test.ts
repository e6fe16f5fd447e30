import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  startStub,
  type StubAnswer,
  type StubRequest,
  type StubServer,
} from '../__testUtils__/stubServer';
import { GithubChecks } from './GithubChecks';
import { GithubConnections } from './GithubConnections';
import { GithubReader } from './GithubReader';

const SHA = 'a'.repeat(40);
const context = () => ({ signal: new AbortController().signal });

describe('checks of GitHub', () => {
  let stub: StubServer;
  let checks: GithubChecks;
  let repo: { host: string; slug: string };

  beforeEach(async () => {
    stub = await startStub();
    repo = { host: stub.host, slug: 'acme/api' };
    const config = new ConfigReader({
      integrations: {
        github: [
          { host: stub.host, apiBaseUrl: `${stub.url}/api/v3`, token: 't0k3n' },
        ],
      },
    });
    const logger = mockServices.logger.mock();
    checks = new GithubChecks(
      new GithubReader(GithubConnections.fromConfig(config, logger)),
    );
  });
  afterEach(() => stub.close());

  /** Answers by path below the repository; everything else is gone. */
  const serve = (answers: Record<string, StubAnswer | unknown>) =>
    stub.answer(({ url }: StubRequest) => {
      const path = url.replace('/api/v3/repos/acme/api/', '');
      const body = answers[path] ?? answers[path.split('?')[0]];
      return body === undefined
        ? { status: 404, body: { message: 'Not Found' } }
        : { status: 200, headers: { etag: `"${path.length}"` }, body };
    });

  const run = (name: string, more: object = {}) => ({
    id: 1,
    name,
    status: 'completed',
    conclusion: 'success',
    html_url: `https://git.example/${name}`,
    details_url: null,
    started_at: '2026-01-01T00:00:00Z',
    completed_at: '2026-01-01T00:01:00Z',
    ...more,
  });
  const status = (name: string, state: string) => ({
    id: 1,
    context: name,
    state,
    target_url: null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:02:00Z',
  });
  const said = (
    runs: object[],
    statuses: object[] = [],
    total = runs.length,
  ) => ({
    [`commits/${SHA}/check-runs`]: { total_count: total, check_runs: runs },
    [`commits/${SHA}/status`]: { total_count: statuses.length, statuses },
  });
  const read = () => checks.read(repo, SHA, context());

  it('are check runs and commit statuses', async () => {
    serve(
      said(
        [run('Test'), run('Lint', { conclusion: 'cancelled' })],
        [
          status('a/ok', 'success'),
          status('b/bad', 'failure'),
          status('c/broken', 'error'),
          status('d/open', 'pending'),
        ],
      ),
    );
    expect(await read()).toEqual([
      expect.objectContaining({ name: 'Lint', conclusion: 'cancelled' }),
      {
        name: 'Test',
        status: 'completed',
        conclusion: 'success',
        url: 'https://git.example/Test',
        completedAt: '2026-01-01T00:01:00Z',
      },
      {
        name: 'a/ok',
        status: 'completed',
        conclusion: 'success',
        url: null,
        completedAt: '2026-01-01T00:02:00Z',
      },
      expect.objectContaining({ name: 'b/bad', conclusion: 'failure' }),
      expect.objectContaining({ name: 'c/broken', conclusion: 'failure' }),
      {
        name: 'd/open',
        status: 'in_progress',
        conclusion: null,
        url: null,
        completedAt: null,
      },
    ]);
  });

  it.each([
    ['begun later', { id: 1, started_at: '2026-01-02T00:00:00Z' }],
    ['of the same second with a higher id', { id: 9 }],
    ['not begun yet', { id: 1, started_at: null, status: 'queued' }],
  ])('of one name are the one %s', async (_, later) => {
    const second = run('Test', { conclusion: 'failure', ...later });
    for (const runs of [
      [run('Test', { id: 5 }), second],
      [second, run('Test', { id: 5 })],
    ]) {
      serve(said(runs));
      const [check, ...rest] = await read();
      expect(rest).toEqual([]);
      expect(check.conclusion).not.toBe('success');
    }
  });

  it.each(['queued', 'waiting', 'requested', 'pending'])(
    'that are %s have not begun',
    async word => {
      serve(said([run('Test', { status: word, conclusion: null })]));
      expect(await read()).toEqual([
        expect.objectContaining({
          status: 'queued',
          conclusion: null,
          completedAt: null,
        }),
      ]);
    },
  );

  it('are read to the last page', async () => {
    const page = (from: number) =>
      Array.from({ length: 100 }, (_, i) => run(`check ${from + i}`));
    const path = `commits/${SHA}/check-runs?filter=latest&per_page=100`;
    serve({
      ...said([]),
      [`${path}&page=1`]: { total_count: 201, check_runs: page(0) },
      [`${path}&page=2`]: { total_count: 201, check_runs: page(100) },
      [`${path}&page=3`]: { total_count: 201, check_runs: [run('last')] },
    });
    expect(await read()).toHaveLength(201);
  });

  it('are refused where not all can be seen', async () => {
    serve(said([run('Test')], [], 301));
    await expect(read()).rejects.toMatchObject({
      trouble: 'refused',
      message: `There are 301 check runs of ${SHA} of acme/api, more than the 300 that are read.`,
    });
  });

  it('are asked for conditionally', async () => {
    serve(said([run('Test')]));
    const first = await read();
    stub.answer({ status: 304 });
    expect(await read()).toEqual(first);
    expect(stub.requests).toHaveLength(2);
    for (const { headers } of stub.requests) {
      expect(headers['if-none-match']).toBeDefined();
    }
  });

  it('of an unknown commit are no empty list', async () => {
    serve({});
    await expect(read()).rejects.toMatchObject({ trouble: 'not-found' });
  });
});
