import { mockServices } from '@backstage/backend-test-utils';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import type { Repository } from '../types';
import { GithubCodeHost } from './GithubCodeHost';
import { GithubConnections } from './GithubConnections';
import { GithubEffects } from './GithubEffects';
import { GithubReader } from './GithubReader';

async function eventually<T>(
  read: () => Promise<T>,
  isThere: (value: T) => boolean,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await read();
    if (isThere(value) || tries === 50) return value;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** What signing in at GitHub gives a person. */
async function ownToken(github: string, login: string): Promise<string> {
  const client = { client_id: 'release-flow-local' };
  const granted = await fetch(`${github}/login/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      ...client,
      redirect_uri: `${github}/`,
      scope: 'repo',
      login,
    }),
  });
  const { searchParams } = new URL(granted.headers.get('location')!);
  const answer = await fetch(`${github}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      ...client,
      client_secret: 'local-secret',
      code: searchParams.get('code')!,
    }),
  });
  const { access_token: token } = (await answer.json()) as Record<
    string,
    string
  >;
  return token;
}

const context = () => ({ signal: new AbortController().signal });

describe('GitHub as the local cloud speaks it', () => {
  let cloud: LocalCloud;
  let repo: Repository;
  let codeHost: GithubCodeHost;
  let effects: GithubEffects;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    await cloud.control('POST', '/clock', { scale: 200 });
    repo = { host: cloud.githubHost, slug: 'acme/qfa-backend' };
    const connections = GithubConnections.fromConfig(
      cloud.config,
      mockServices.logger.mock(),
    );
    codeHost = new GithubCodeHost(new GithubReader(connections));
    effects = new GithubEffects(connections);
  }, 30_000);
  afterAll(() => cloud?.stop());

  it('reads branches and tags with their commits, and what a commit changed', async () => {
    const branches = await codeHost.branches(
      repo,
      ['main', 'feat/'],
      context(),
    );
    const names = branches.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['main']));
    expect(names.some(name => name.startsWith('feat/'))).toBe(true);
    const main = branches.find(({ name }) => name === 'main')!;
    const head = await codeHost.resolveCommit(repo, 'main', context());
    expect(main.commit).toBe(head!.sha);
    expect(await codeHost.branches(repo, ['none/'], context())).toEqual([]);
    const tags = await codeHost.tags(repo, context());
    for (const { name, commit } of tags) {
      expect(await codeHost.tagCommit(repo, name, context())).toBe(commit);
    }
    expect(tags.map(({ name }) => name)).toContain('v0.3.7');
    const change = await codeHost.changeOf(repo, head!.sha, context());
    expect(change.parents).toBeGreaterThan(0);
    expect(change.patch).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads releases, and the commit each one is', async () => {
    expect(await codeHost.defaultBranch(repo, context())).toBe('main');
    const releases = await codeHost.releases(repo, context());
    expect(releases[0]).toMatchObject({ tag: 'v0.3.7', state: 'published' });
    expect(await codeHost.releases(repo, context())).toEqual(releases);
    const [{ id, tag }] = releases;
    expect(await codeHost.release(repo, id, context())).toEqual(releases[0]);
    expect(await codeHost.release(repo, '1', context())).toBeUndefined();
    const commit = await codeHost.tagCommit(repo, tag, context());
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(await codeHost.resolveCommit(repo, tag, context())).toMatchObject({
      sha: commit,
    });
    expect(await codeHost.tagCommit(repo, 'v9', context())).toBeUndefined();
    expect(await codeHost.resolveCommit(repo, 'v9', context())).toBeUndefined();
  });

  it('resolves a branch with a slash, and says what it holds', async () => {
    const branch = 'feat/some-experiment';
    const commit = await codeHost.resolveCommit(repo, branch, context());
    const compared = await codeHost.compare(
      repo,
      'v0.3.7',
      commit!.sha,
      context(),
    );
    expect(compared.ahead).toBeGreaterThan(0);
    expect(compared.commits.at(-1)?.sha).toBe(commit!.sha);
    const files = await codeHost.commitFiles(repo, commit!.sha, context());
    expect(files.length).toBeGreaterThan(0);
    expect(compared.files).toEqual(expect.arrayContaining(files));
  });

  it('reads the checks of a commit, as they change', async () => {
    const sha = (await codeHost.tagCommit(repo, 'v0.3.6', context()))!;
    const read = async () =>
      Object.fromEntries(
        (await codeHost.checks(repo, sha, context())).map(check => [
          check.name,
          check.conclusion ?? check.status,
        ]),
      );
    expect(await read()).toMatchObject({ Lint: 'success', Test: 'success' });
    const path = `/checks/qfa-backend/${sha}`;
    for (const check of [
      { name: 'Test', conclusion: 'timed_out' },
      { name: 'load', status: 'in_progress' },
      { name: 'ci/scan', kind: 'status', conclusion: 'error' },
    ]) {
      await cloud.control('POST', path, check);
    }
    expect(await read()).toMatchObject({
      Lint: 'success',
      Test: 'timed_out',
      load: 'in_progress',
      'ci/scan': 'failure',
    });
    await expect(
      codeHost.checks(repo, 'f'.repeat(40), context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });

  it('reads a file as it was', async () => {
    const read = (path: string, ref: string) =>
      codeHost.fileAt(repo, path, ref, context());
    const before = await read('CHANGELOG.md', 'v0.3.6');
    expect(before).toContain('## v0.3.6');
    expect(before).not.toContain('## v0.3.7');
    expect(await read('CHANGELOG.md', 'main')).toContain('## v0.3.7');
    expect(await read('docs/index.rst', 'main')).toContain('Streaming');
    expect(await read('CHANGELOG.md', 'v9')).toBeUndefined();
    expect(await read('changelog.md', 'main')).toBeUndefined();
    await expect(read('docs', 'main')).rejects.toThrow(/but a dir/);
    await cloud.control('POST', '/repos/qfa-backend/commits', {
      branch: 'big',
      files: { 'big.txt': 'x'.repeat(1024 * 1024 + 1), 'CHANGELOG.md': 'new' },
    });
    expect(await read('CHANGELOG.md', 'big')).toBe('new');
    await expect(read('big.txt', 'big')).rejects.toThrow(/1048577 bytes/);
  });

  it('knows what a branch holds', async () => {
    const commitOf = async (ref: string) =>
      (await codeHost.resolveCommit(repo, ref, context()))!.sha;
    const contains = async (branch: string, ref: string) =>
      codeHost.contains(repo, branch, await commitOf(ref), context());
    expect(await contains('main', 'v0.3.4')).toBe(true);
    expect(await contains('main', 'main')).toBe(true);
    expect(await contains('feat/some-experiment', 'v0.3.7')).toBe(true);
    expect(await contains('main', 'feat/some-experiment')).toBe(false);
    expect(await contains('feat/some-experiment', 'main')).toBe(false);
    await expect(contains('v0.3.7', 'v0.3.4')).rejects.toMatchObject({
      trouble: 'not-found',
      message: expect.stringContaining('no branch v0.3.7'),
    });
    const unknown = 'f'.repeat(40);
    expect(await codeHost.contains(repo, 'main', unknown, context())).toBe(
      false,
    );
  });

  it('reads runs with their jobs', async () => {
    const runs = await codeHost.runs(
      repo,
      { workflow: 'terraform.yaml', event: 'workflow_dispatch' },
      context(),
    );
    expect(runs[0]).toMatchObject({
      workflow: 'terraform.yaml',
      title: expect.stringMatching(/^terraform apply /),
      conclusion: 'success',
    });
    const [{ id }] = runs;
    expect(await codeHost.run(repo, id, context())).toEqual(runs[0]);
    expect(await codeHost.run(repo, '1', context())).toBeUndefined();
    const jobs = await codeHost.jobs(repo, id, context());
    expect(jobs[0]).toMatchObject({ status: 'completed' });
    const createdAfter = new Date(Date.now() + 1e9).toISOString();
    expect(await codeHost.runs(repo, { createdAfter }, context())).toEqual([]);
  });

  it('reads deployments with their newest state', async () => {
    const deployments = await codeHost.deployments(repo, context());
    expect(deployments[0]).toMatchObject({
      environment: expect.any(String),
      state: 'success',
    });
    expect(await codeHost.deployments(repo, context())).toHaveLength(
      deployments.length,
    );
  });

  it('dispatches a workflow that waits for its reviewers, and cancels it', async () => {
    const reviewed = { ...repo, slug: 'acme/qfa-reports' };
    const { runId, url } = await effects.dispatch(
      reviewed,
      {
        workflow: 'promote-to-prd.yaml',
        ref: 'main',
        inputs: { tag: 'v0.3.7', correlation_id: 'op-1' },
      },
      context(),
    );
    expect(url).toMatch(/^http/);
    const run = await eventually(
      () => codeHost.run(reviewed, runId!, context()),
      it => it?.status === 'waiting',
    );
    expect(run).toMatchObject({
      event: 'workflow_dispatch',
      status: 'waiting',
    });
    const [review] = await codeHost.pendingReviews(reviewed, runId!, context());
    expect(review).toMatchObject({ environment: 'prd' });
    expect(review.reviewers.length).toBeGreaterThan(0);
    expect(await codeHost.approvals(reviewed, runId!, context())).toEqual([]);

    await effects.cancelRun(reviewed, runId!, context());
    const ended = await eventually(
      () => codeHost.run(reviewed, runId!, context()),
      it => it?.status === 'completed',
    );
    expect(ended).toMatchObject({ conclusion: 'cancelled' });
    await expect(
      effects.cancelRun(reviewed, runId!, context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });

  it('reviews as a reviewer with a token of their own, and as nobody else', async () => {
    const reviewed = { ...repo, slug: 'acme/qfa-reports' };
    const call = {
      workflow: 'promote-to-prd.yaml',
      ref: 'main',
      inputs: { tag: 'v0.3.7', correlation_id: 'own-review' },
    };
    const { runId } = await effects.dispatch(reviewed, call, context());
    await eventually(
      () => codeHost.run(reviewed, runId!, context()),
      run => run?.status === 'waiting',
    );
    const reviewAs = async (login: string) =>
      effects.asPerson(
        reviewed,
        await ownToken(`http://${cloud.githubHost}`, login),
        async person => {
          expect(await person.login(context())).toBe(login);
          const run = { id: runId!, state: 'approved', comment: 'ok' } as const;
          return person.review(run, context());
        },
      );
    await expect(reviewAs('ben')).rejects.toMatchObject({
      trouble: 'refused',
    });
    expect(await reviewAs('lars')).toEqual(['prd']);
    expect(await codeHost.approvals(reviewed, runId!, context())).toEqual([
      {
        state: 'approved',
        user: 'lars',
        comment: 'ok',
        environments: ['prd'],
      },
    ]);
  });

  it('finds a run whose dispatch was never answered', async () => {
    await cloud.control('POST', '/faults', {
      service: 'github',
      method: 'POST',
      drop: true,
      after: true,
      times: 1,
    });
    const call = {
      workflow: 'smoke.yaml',
      ref: 'main',
      inputs: { tag: 'v0.3.7', correlation_id: 'op-2' },
    };
    await expect(effects.dispatch(repo, call, context())).rejects.toMatchObject(
      { trouble: 'unknown-outcome' },
    );
    const runs = await codeHost.runs(
      repo,
      {
        workflow: 'smoke.yaml',
        event: 'workflow_dispatch',
        createdAfter: new Date(Date.now() - 60_000).toISOString(),
      },
      context(),
    );
    expect(runs.filter(({ title }) => title.includes('op-2'))).toHaveLength(1);
  });

  it('builds a draft and publishes it', async () => {
    await effects.dispatch(
      repo,
      { workflow: 'release.yaml', ref: 'main', inputs: {} },
      context(),
    );
    const [draft] = await eventually(
      () => codeHost.releases(repo, context()),
      ([newest]) => newest.state === 'draft',
    );
    expect(draft.state).toBe('draft');
    expect(
      await codeHost.tagCommit(repo, draft.tag, context()),
    ).toBeUndefined();
    const published = await effects.publishRelease(repo, draft.id, context());
    expect(published.state).toBe('published');
    expect(await codeHost.tagCommit(repo, draft.tag, context())).toBeDefined();
  });

  it('asked only what GitHub documents', async () => {
    const { checked, violations } = await cloud.control<{
      checked: number;
      violations: unknown[];
    }>('GET', '/conformance');
    expect(violations).toEqual([]);
    expect(checked).toBeGreaterThan(20);
  });
});
