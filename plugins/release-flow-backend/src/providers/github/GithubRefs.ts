import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { HostRef, Repository } from '../types';
import type { GithubReader } from './GithubReader';

const PAGE = 100;
const TAG_PAGES = 5;

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
