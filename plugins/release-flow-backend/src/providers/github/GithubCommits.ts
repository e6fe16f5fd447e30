import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { BoundedMap } from '../BoundedMap';
import { patchId, type FileJson } from '../patchId';
import type { HostChange, Repository } from '../types';
import type { GithubReader } from './GithubReader';

const MAX_FILE_BYTES = 1024 * 1024;
const REMEMBERED_COMPARISONS = 20_000;

/** What is known of a commit: its files, and the branches that hold it. */
export class GithubCommits {
  private readonly held = new BoundedMap<boolean>(REMEMBERED_COMPARISONS);

  constructor(private readonly reader: GithubReader) {}

  async fileAt(
    repo: Repository,
    path: string,
    ref: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    if (path.split('/').some(part => ['', '.', '..'].includes(part))) {
      throw new ProviderError(
        'refused',
        `'${path}' is no path of a file; write one such as docs/CHANGELOG.md.`,
      );
    }
    return unlessGone(
      this.reader.read(
        repo,
        {
          what: `${path} at ${ref}`,
          keepAs: keyOf('file', ref, path),
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
              ...base,
              // As an object, or GitHub refuses a big file as if it were forbidden.
              headers: {
                ...base.headers,
                accept: 'application/vnd.github.object+json',
              },
              path,
              ref,
            }),
          map: data => textOf(data, `${path} at ${ref} of ${repo.slug}`),
        },
        context,
      ),
    );
  }

  changeOf(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostChange> {
    return this.reader.read(
      repo,
      {
        what: `change of commit ${sha}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', {
            ...base,
            ref: sha,
          }),
        map: data => ({
          parents: data.parents.length,
          patch: patchId((data.files ?? []) as FileJson[]),
        }),
      },
      context,
    );
  }

  async contains(
    repo: Repository,
    branch: string,
    commit: string,
    context: ProviderContext,
  ): Promise<boolean> {
    const tip = await this.tipOf(repo, branch, context);
    const key = `${repo.host}/${repo.slug}:${commit}...${tip}`.toLowerCase();
    const known = tip === commit || this.held.get(key);
    if (known !== undefined) return known;
    const status = await unlessGone(
      this.reader.read(
        repo,
        {
          what: `comparison of ${commit} with ${branch}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
              ...base,
              basehead: `${commit}...${tip}`,
              per_page: 1,
            }),
          map: data => data.status,
        },
        context,
      ),
    );
    const isHeld = status === 'ahead' || status === 'identical';
    if (status) this.held.set(key, isHeld);
    return isHeld;
  }

  /** By the branch's own endpoint: a tag of the same name must not answer for it. */
  private async tipOf(
    repo: Repository,
    branch: string,
    context: ProviderContext,
  ): Promise<string> {
    const tip = await unlessGone(
      this.reader.read(
        repo,
        {
          what: `branch ${branch}`,
          keepAs: keyOf('branch', branch),
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', {
              ...base,
              branch,
            }),
          map: data => ({ name: data.name, sha: data.commit.sha }),
        },
        context,
      ),
    );
    // GitHub redirects from the former name of a renamed branch.
    if (tip?.name === branch) return tip.sha;
    throw new ProviderError(
      'not-found',
      `There is no branch ${branch} in ${repo.slug}. Name one that exists.`,
    );
  }
}

function textOf(data: unknown, what: string): string {
  const { type, size, encoding, content } = data as Partial<{
    type: string;
    size: number;
    encoding: string;
    content: string;
  }>;
  const kind = Array.isArray(data) ? 'dir' : (type ?? 'something else');
  if (kind !== 'file') {
    throw new ProviderError('refused', `${what} is no file but a ${kind}.`);
  }
  if (size === undefined || size > MAX_FILE_BYTES) {
    throw new ProviderError(
      'refused',
      `${what} has ${size} bytes, more than the 1 MiB that is read.`,
    );
  }
  if (encoding !== 'base64' || content === undefined) {
    throw new ProviderError(
      'refused',
      `${what} came without its text, as '${encoding}'.`,
    );
  }
  return Buffer.from(content, 'base64').toString('utf8');
}

async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const isGone =
      error instanceof ProviderError && error.trouble === 'not-found';
    if (isGone) return undefined;
    throw error;
  }
}

/** Keys don't keep upper and lower case apart; branches and paths do. */
function keyOf(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('hex');
}
