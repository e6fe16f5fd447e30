import { mockServices } from '@backstage/backend-test-utils';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import type { Repository } from '../types';
import { GithubCodeHost } from './GithubCodeHost';
import { GithubConnections } from './GithubConnections';
import { GithubGit } from './GithubGit';
import { GithubPulls } from './GithubPulls';
import { GithubReader } from './GithubReader';

jest.setTimeout(60_000);

const context = () => ({ signal: new AbortController().signal });
const DEPLOY = `name: Deploy
on: { push: { tags: ['v*-stage'] } }
jobs: { deploy: { runs-on: ubuntu-latest, steps: [{ run: make deploy }] } }
`;

describe('refs and pull requests as the local cloud has them', () => {
  let cloud: LocalCloud;
  let repo: Repository;
  let codeHost: GithubCodeHost;
  let git: GithubGit;
  let pulls: GithubPulls;

  const tip = async (ref: string) =>
    (await codeHost.resolveCommit(repo, ref, context()))!.sha;
  const asked = async (path: string) => {
    const api = `http://${cloud.githubHost}/api/v3/repos/${repo.slug}`;
    const answer = await fetch(`${api}/${path}`, {
      headers: { authorization: 'Bearer local-token-release-flow' },
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const commit = async (
    branch: string,
    message: string,
    files: Record<string, string>,
  ) => {
    const { sha } = await cloud.control<{ sha: string }>(
      'POST',
      '/repos/qfa-backend/commits',
      { branch, message, files },
    );
    return sha;
  };
  const landing = (branch: string, sha: string, id: string) => ({
    branch,
    commit: sha,
    message: `Release it\n\nRelease-Flow-Commit: ${sha}\nRelease-Flow-Promotion: ${id}`,
    id,
  });

  beforeAll(async () => {
    cloud = await startLocalCloud();
    await cloud.control('POST', '/clock', { scale: 200 });
    repo = { host: cloud.githubHost, slug: 'acme/qfa-backend' };
    const connections = GithubConnections.fromConfig(
      cloud.config,
      mockServices.logger.mock(),
    );
    codeHost = new GithubCodeHost(new GithubReader(connections));
    git = new GithubGit(connections);
    pulls = new GithubPulls(connections);
  });
  afterAll(() => cloud?.stop());

  it('proposes a rewritten file by a pull request, and may be asked again', async () => {
    const head = 'release-flow/changelog-v9.9.9';
    const proposal = {
      ...{ branch: 'main', head, path: 'CHANGELOG.md', title: 'Add v9.9.9' },
      message: 'Add v9.9.9\n\n- new',
      rewrite: (before?: string) => `${before ?? ''}\n## v9.9.9\n\n- new\n`,
    };
    const { number } = await pulls.propose(repo, proposal, context());
    expect(await pulls.ofBranch(repo, head, context())).toMatchObject({
      number,
      isOpen: true,
    });
    const text = await codeHost.fileAt(repo, 'CHANGELOG.md', head, context());
    expect(text).toContain('## v9.9.9\n\n- new');
    await expect(
      pulls.propose(repo, proposal, context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });

  it('makes an annotated tag that starts its workflow, once', async () => {
    const file = '.github/workflows/deploy-stage.yml';
    const sha = await commit('main', 'ci: deploy by tag', { [file]: DEPLOY });
    const tag = { name: 'v0.9.0-stage', message: 'Release it', commit: sha };
    const make = () => git.createTag(repo, tag, context());
    expect(await make()).toEqual({ existed: false });
    expect(await make()).toEqual({ existed: true });
    expect(await codeHost.tagCommit(repo, tag.name, context())).toBe(sha);
    // A lightweight tag would name the commit itself.
    const { object } = await asked(`git/ref/tags/${tag.name}`);
    expect(object.type).toBe('tag');
    expect(await asked(`git/tags/${object.sha}`)).toMatchObject({
      tag: tag.name,
      message: tag.message,
      object: { type: 'commit', sha },
    });
    const runs = await codeHost.runs(
      repo,
      { workflow: 'deploy-stage.yml', event: 'push' },
      context(),
    );
    expect(runs).toMatchObject([{ branch: tag.name, sha }]);
    const elsewhere = { ...tag, commit: await tip('v0.3.7') };
    await expect(
      git.createTag(repo, elsewhere, context()),
    ).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining(`stands on ${sha.slice(0, 7)} already`),
    });
  });

  it('moves a tag only from where it is said to be', async () => {
    const [from, to] = [await tip('v0.3.7'), await tip('v0.3.6')];
    const moved = { name: 'movable', message: 'Back', from, to };
    await git.createTag(repo, { ...moved, commit: from }, context());
    await git.moveTag(repo, moved, context());
    expect(await codeHost.tagCommit(repo, 'movable', context())).toBe(to);
    await expect(git.moveTag(repo, moved, context())).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('by now'),
    });
  });

  it('merges into a branch, and knows when it stands for it already', async () => {
    const id = 'promotion-1';
    const fork = await tip('v0.3.6');
    await commit('merged', 'docs: of the branch', { 'branch.md': 'x' });
    const wanted = await commit('fresh', 'feat: wanted', { 'wanted.md': 'y' });
    const made = await git.merge(
      repo,
      landing('merged', wanted, id),
      context(),
    );
    expect(made.how).toBe('merged');
    const at = { signal: new AbortController().signal };
    expect(await codeHost.contains(repo, 'merged', wanted, at)).toBe(true);
    const again = await git.merge(
      repo,
      landing('merged', wanted, 'promotion-2'),
      context(),
    );
    expect(again).toEqual({ sha: made.sha, how: 'there' });
    const line = `Release-Flow-Promotion: ${id}`;
    const found = await git.commitWithLine(repo, 'merged', line, context());
    expect(found?.sha).toBe(made.sha);
    expect(
      await git.commitWithLine(repo, 'merged', 'No: such', context()),
    ).toBeUndefined();
    await expect(
      git.merge(repo, landing('merged', fork, id), context()),
    ).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('below'),
    });
    await expect(
      git.merge(repo, landing('nowhere', wanted, id), context()),
    ).rejects.toThrow('There is no branch nowhere');
  });

  it('picks one commit, with its author and message, and no other', async () => {
    await commit('stable', 'docs: stable', { 'stable.md': 'x' });
    await commit('work', 'feat: not wanted', { 'unwanted.md': 'x' });
    const wanted = await commit('work', 'fix: wanted\n\nFor them', {
      'picked.md': 'y',
    });
    const before = await tip('stable');
    const made = await git.cherryPick(
      repo,
      landing('stable', wanted, 'pick-1'),
      context(),
    );
    expect(await tip('stable')).toBe(made.sha);
    const read = (path: string) =>
      codeHost.fileAt(repo, path, made.sha, context());
    expect(await read('picked.md')).toBe('y');
    expect(await read('stable.md')).toBe('x');
    expect(await read('unwanted.md')).toBeUndefined();
    const picked = (await codeHost.resolveCommit(repo, made.sha, context()))!;
    expect(picked.message).toMatch(
      /^fix: wanted\n\nFor them\n\nRelease it[^]*Promotion: pick-1$/,
    );
    const compared = await codeHost.compare(repo, before, made.sha, context());
    expect(compared.commits).toHaveLength(1);
    expect(
      await codeHost.resolveCommit(repo, 'release-flow/pick-pick-1', context()),
    ).toBeUndefined();
  });

  it.each(['merge', 'cherryPick'] as const)(
    'refuses a conflict by %s, and leaves the branch',
    async method => {
      const branch = `conflict-${method}`;
      await commit(branch, 'docs: ours', { 'both.md': 'ours' });
      const theirs = await commit(`${branch}-theirs`, 'docs: theirs', {
        'both.md': 'theirs',
      });
      const before = await tip(branch);
      await expect(
        git[method](repo, landing(branch, theirs, method), context()),
      ).rejects.toMatchObject({
        trouble: 'refused',
        message: expect.stringContaining(`conflicts with ${branch}`),
      });
      expect(await tip(branch)).toBe(before);
    },
  );

  it.each([
    ['merge', false],
    ['rebase', true],
  ] as const)(
    'opens a pull request and merges it by %s',
    async (method, isPick) => {
      const branch = `base-${method}`;
      await commit(branch, 'docs: base', { [`${branch}.md`]: 'x' });
      const wanted = await commit(`${branch}-work`, 'feat: wanted', {
        [`${method}.md`]: 'y',
      });
      const id = `pull-${method}`;
      const head = `release-flow/${id}`;
      const wish = {
        ...landing(branch, wanted, id),
        head,
        title: 'Release it',
        isPick,
      };
      const opened = await pulls.open(repo, wish, context());
      await expect(pulls.open(repo, wish, context())).rejects.toMatchObject({
        trouble: 'refused',
        message: expect.stringContaining('already exists'),
      });
      expect(await pulls.ofBranch(repo, head, context())).toMatchObject({
        number: opened.number,
        isOpen: true,
        mergedAs: undefined,
      });
      await expect(
        pulls.merge(
          repo,
          { ...opened, head: await tip('main'), method, message: 'x' },
          context(),
        ),
      ).rejects.toMatchObject({ trouble: 'refused' });
      const { message } = wish;
      await pulls.merge(repo, { ...opened, method, message }, context());
      const merged = await pulls.read(repo, opened.number, context());
      expect(merged).toMatchObject({
        isOpen: false,
        mergedBy: 'release-flow-bot',
      });
      expect(merged.mergedAs).toBe(await tip(branch));
      const line = `Release-Flow-Promotion: ${id}`;
      const found = await git.commitWithLine(repo, branch, line, context());
      expect(found?.sha).toBe(merged.mergedAs);
    },
  );

  it('closes a pull request', async () => {
    await commit('closed-base', 'docs: base', { 'c.md': 'x' });
    const wanted = await commit('closed-work', 'feat: w', { 'd.md': 'y' });
    const { number } = await pulls.open(
      repo,
      {
        ...landing('closed-base', wanted, 'closing'),
        head: 'release-flow/closing',
        title: 'Release it',
        isPick: false,
      },
      context(),
    );
    await pulls.close(repo, number, context());
    expect(await pulls.read(repo, number, context())).toMatchObject({
      isOpen: false,
      mergedAs: undefined,
      reviews: [],
    });
  });

  it('asked only what GitHub documents', async () => {
    const { checked, violations } = await cloud.control<{
      checked: number;
      violations: unknown[];
    }>('GET', '/conformance');
    expect(violations).toEqual([]);
    expect(checked).toBeGreaterThan(50);
  });
});
