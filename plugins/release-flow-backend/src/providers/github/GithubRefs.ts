import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { HostRef, Repository } from '../types';
import { orUndefined, type GithubReader } from './GithubReader';

const PAGE = 100;
const TAG_PAGES = 5;
/** An annotated tag may point to a tag; nobody nests deeper. */
const TAG_DEPTH = 3;

/** Branches and tags with their commits; what has not changed costs nothing of the quota. */
export class GithubRefs {
  constructor(private readonly reader: GithubReader) {}

  async branches(
    repo: Repository,
    prefixes: string[],
    context: ProviderContext,
  ): Promise<HostRef[]> {
    const found = await Promise.all(
      prefixes.map(prefix => this.matching(repo, prefix, context)),
    );
    const byName = new Map(found.flat().map(ref => [ref.name, ref]));
    return [...byName.values()];
  }

  async tags(repo: Repository, context: ProviderContext): Promise<HostRef[]> {
    const tags: HostRef[] = [];
    for (let page = 1; page <= TAG_PAGES; page += 1) {
      const found = await this.tagPage(repo, page, context);
      tags.push(...found);
      if (found.length < PAGE) break;
    }
    return tags;
  }

  async tagCommit(
    repo: Repository,
    tag: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    let object = await orUndefined(
      this.reader.read(
        repo,
        {
          what: `tag ${tag}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
              ...base,
              ref: `tags/${tag}`,
            }),
          map: data => data.object,
        },
        context,
      ),
    );
    for (let depth = 0; object?.type === 'tag'; depth += 1) {
      if (depth === TAG_DEPTH) return undefined;
      const { sha } = object;
      object = await this.reader.read(
        repo,
        {
          what: `annotated tag ${tag}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', {
              ...base,
              tag_sha: sha,
            }),
          map: data => ({ ...data.object }),
        },
        context,
      );
    }
    return object?.type === 'commit' ? object.sha : undefined;
  }

  private matching(
    repo: Repository,
    prefix: string,
    context: ProviderContext,
  ): Promise<HostRef[]> {
    return this.reader.read(
      repo,
      {
        what: `branches ${prefix}*`,
        keepAs: `heads:${Buffer.from(prefix).toString('hex')}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
            ...base,
            ref: `heads/${prefix}`,
          }),
        map: data =>
          data.map(({ ref, object }) => ({
            name: ref.slice('refs/heads/'.length),
            commit: object.sha,
          })),
      },
      context,
    );
  }

  /** GitHub lists tags with the commit behind an annotated one. */
  private tagPage(
    repo: Repository,
    page: number,
    context: ProviderContext,
  ): Promise<HostRef[]> {
    return this.reader.read(
      repo,
      {
        what: 'tags',
        keepAs: `tags:${page}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/tags', {
            ...base,
            per_page: PAGE,
            page,
          }),
        map: data =>
          data.map(({ name, commit }) => ({ name, commit: commit.sha })),
      },
      context,
    );
  }
}
