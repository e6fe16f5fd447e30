import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  startStub,
  type StubAnswer,
  type StubRequest,
  type StubServer,
} from '../__testUtils__/stubServer';
import { GithubCommits } from './GithubCommits';
import { GithubConnections } from './GithubConnections';
import { GithubReader } from './GithubReader';

const SHA = 'a'.repeat(40);
const TIP = 'b'.repeat(40);
const context = () => ({ signal: new AbortController().signal });

describe('commits of GitHub', () => {
  let stub: StubServer;
  let commits: GithubCommits;
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
    commits = new GithubCommits(
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

  describe('a file', () => {
    const file = (text: string, more: object = {}) => ({
      type: 'file',
      encoding: 'base64',
      size: Buffer.byteLength(text),
      content: Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'),
      ...more,
    });
    const read = (path = 'docs/CHANGELOG.md', ref = 'release/1') =>
      commits.fileAt(repo, path, ref, context());

    it('is read at a ref', async () => {
      const text = `# Änderungen\n${'- etwas\n'.repeat(40)}`;
      serve({ 'contents/docs%2FCHANGELOG.md?ref=release%2F1': file(text) });
      expect(await read()).toBe(text);
      expect(stub.requests[0].headers.accept).toBe(
        'application/vnd.github.object+json',
      );
    });

    it('may be empty, which is not absent', async () => {
      serve({ 'contents/docs%2FCHANGELOG.md': file('') });
      expect(await read()).toBe('');
      expect(await read('docs/OTHER.md')).toBeUndefined();
    });

    it('is another one when its name is written otherwise', async () => {
      serve({ 'contents/a.md': file('lower'), 'contents/A.md': file('upper') });
      expect(await read('a.md')).toBe('lower');
      stub.answer(({ headers }) =>
        headers['if-none-match']
          ? { status: 304 }
          : { status: 200, body: file('upper') },
      );
      expect(await read('A.md')).toBe('upper');
    });

    it.each([
      ['a directory', { type: 'dir', entries: [] }, /is no file but a dir/],
      ['a list', [file('x')], /is no file but a dir/],
      ['a symlink', { ...file(''), type: 'symlink' }, /but a symlink/],
      ['a submodule', { ...file(''), type: 'submodule' }, /but a submodule/],
      ['too big', file('x', { size: 1_048_577 }), /1048577 bytes, more than/],
      ['sent without text', file('x', { encoding: 'none' }), /as 'none'/],
    ])('is refused when it is %s', async (_, answer, message) => {
      serve({ 'contents/docs%2FCHANGELOG.md': answer });
      await expect(read()).rejects.toMatchObject({
        trouble: 'refused',
        message: expect.stringMatching(message),
      });
    });

    it.each(['', '/etc/passwd', '..', 'docs/../x', './x', 'docs//x'])(
      'is not looked for at %p',
      async path => {
        serve({});
        await expect(read(path)).rejects.toMatchObject({ trouble: 'refused' });
        expect(stub.requests).toEqual([]);
      },
    );
  });

  describe('a branch', () => {
    const tip = { name: 'release/1', commit: { sha: TIP } };
    const contains = (commit = SHA) =>
      commits.contains(repo, 'release/1', commit, context());

    it.each([
      ['ahead', true],
      ['identical', true],
      ['behind', false],
      ['diverged', false],
    ])('that is %s of a commit: %s', async (status, expected) => {
      serve({
        'branches/release%2F1': tip,
        [`compare/${SHA}...${TIP}`]: { status },
      });
      expect(await contains()).toBe(expected);
      expect(await contains()).toBe(expected);
      const compared = stub.requests.filter(it => it.url.includes('compare'));
      expect(compared).toHaveLength(1);
    });

    it('holds its tip', async () => {
      serve({ 'branches/release%2F1': tip });
      expect(await contains(TIP)).toBe(true);
    });

    it('does not hold what the repository does not know', async () => {
      serve({ 'branches/release%2F1': tip });
      expect(await contains()).toBe(false);
      serve({
        'branches/release%2F1': tip,
        [`compare/${SHA}...${TIP}`]: { status: 'ahead' },
      });
      expect(await contains()).toBe(true);
    });

    it.each([
      ['unknown', {}],
      ['renamed', { 'branches/release%2F1': { ...tip, name: 'release/one' } }],
    ])('that is %s is named', async (_, answers) => {
      serve(answers);
      await expect(contains()).rejects.toMatchObject({
        trouble: 'not-found',
        message:
          'There is no branch release/1 in acme/api. Name one that exists.',
      });
    });

    it('that can’t be compared now is not taken for another', async () => {
      stub.answer({ status: 200, body: tip }, { status: 403, body: {} });
      await expect(contains()).rejects.toMatchObject({
        trouble: 'unauthorized',
      });
    });
  });
});
