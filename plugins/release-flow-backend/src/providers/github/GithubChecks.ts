import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { HostCheck, Repository } from '../types';
import { newestOfEachName, toCheck, toStatus, type TimedCheck } from './checks';
import type { GithubReader } from './GithubReader';

const PAGE = 100;
const MAX_PAGES = 3;

type CheckPage = { total: number; checks: TimedCheck[] };

/** Check runs and commit statuses, which GitHub keeps apart and people do not. */
export class GithubChecks {
  constructor(private readonly reader: GithubReader) {}

  async read(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostCheck[]> {
    const found = await Promise.all([
      allPages(page => this.checkRuns(repo, sha, page, context)),
      allPages(page => this.statuses(repo, sha, page, context)),
    ]);
    return newestOfEachName(found.flat());
  }

  private checkRuns(
    repo: Repository,
    sha: string,
    page: number,
    context: ProviderContext,
  ): Promise<CheckPage> {
    return this.reader.read(
      repo,
      {
        what: `check runs of ${sha}`,
        keepAs: `check runs ${sha} ${page}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
            {
              ...base,
              ref: sha,
              filter: 'latest',
              per_page: PAGE,
              page,
            },
          ),
        map: data =>
          bounded(`check runs of ${sha} of ${repo.slug}`, {
            total: data.total_count,
            checks: data.check_runs.map(toCheck),
          }),
      },
      context,
    );
  }

  private statuses(
    repo: Repository,
    sha: string,
    page: number,
    context: ProviderContext,
  ): Promise<CheckPage> {
    return this.reader.read(
      repo,
      {
        what: `statuses of ${sha}`,
        keepAs: `statuses ${sha} ${page}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/status', {
            ...base,
            ref: sha,
            per_page: PAGE,
            page,
          }),
        map: data =>
          bounded(`statuses of ${sha} of ${repo.slug}`, {
            total: data.total_count,
            checks: data.statuses.map(toStatus),
          }),
      },
      context,
    );
  }
}

async function allPages(
  read: (page: number) => Promise<CheckPage>,
): Promise<TimedCheck[]> {
  const { total, checks } = await read(1);
  const further = Array.from(
    { length: Math.ceil(total / PAGE) - 1 },
    (_, index) => read(index + 2),
  );
  return [checks, ...(await Promise.all(further)).map(it => it.checks)].flat();
}

/** What can't be seen whole must not look as if it were. */
function bounded(what: string, page: CheckPage): CheckPage {
  if (page.total <= PAGE * MAX_PAGES) return page;
  throw new ProviderError(
    'refused',
    `There are ${page.total} ${what}, more than the ${PAGE * MAX_PAGES} that are read.`,
  );
}
