import type { Docs } from 'backstage-plugin-release-flow-common';
import type {
  OperationRecord,
  ReleaseRecord,
  RepositoryRecord,
  RunRecord,
} from '../../database';
import type { Binding } from '../../policy/binding';
import { docsProblem, isPublication } from '../../policy/docs';
import { askersOf, operationLine, runView } from './runView';

export interface DocsFacts {
  binding: Binding;
  /** Of the docs workflow, newest first. */
  runs: RunRecord[];
  releases: ReleaseRecord[];
  repository: RepositoryRecord | undefined;
  /** Publications that were asked for here, newest first. */
  operations: OperationRecord[];
  can: Docs['can'];
}

const EMPTY: Omit<Docs, 'can'> = {
  site: null,
  workflow: null,
  published: null,
  lastBuild: null,
  lastPublication: null,
  redOnMain: null,
  problem: null,
  message: 'The flow declares no docs.',
  open: null,
};

/** Which release the site reflects, how the last build went, and what is wrong. */
export function docsView(facts: DocsFacts): Docs {
  const { binding, runs, releases, operations } = facts;
  const { docs } = binding;
  if (!docs) return { ...EMPTY, can: facts.can };
  const askers = askersOf(operations);
  const completed = runs.filter(({ status }) => status === 'completed');
  const publications = runs.filter(isPublication);
  const published = publications.find(
    ({ conclusion }) => conclusion === 'success',
  );
  const [newest] = publications;
  const failed =
    newest?.status === 'completed' && newest !== published ? newest : undefined;
  const release =
    published &&
    (releases.find(
      it => it.tag === published.branch && standsOn(it, published.sha),
    ) ??
      releases.find(({ commit }) => commit === published.sha));
  const [onMain] = completed.filter(
    ({ branch, event }) => branch === binding.source.branch && event === 'push',
  );
  const problem = docsProblem(failed, facts.repository?.pages ?? null);
  const open = operations.find(({ finishedAt }) => !finishedAt);
  return {
    site: docs.site,
    workflow: docs.workflow,
    published: published
      ? {
          ...runView(published, askers),
          label: release?.tag ?? published.sha.slice(0, 7),
          release: release?.id ?? null,
        }
      : null,
    lastBuild: completed[0] ? runView(completed[0], askers) : null,
    lastPublication: newest ? runView(newest, askers) : null,
    redOnMain:
      onMain && onMain.conclusion !== 'success'
        ? runView(onMain, askers)
        : null,
    problem: problem
      ? {
          ...problem,
          url:
            problem.code === 'publication-failed'
              ? failed!.url
              : `${binding.repository.url}/settings/pages`,
        }
      : null,
    message: messageOf(published, release),
    open: open ? operationLine(open) : null,
    can: facts.can,
  };
}

/** A tag that was moved since is no word for what was built. */
function standsOn({ commit }: ReleaseRecord, sha: string): boolean {
  return commit === null || commit === sha;
}

function messageOf(
  published: RunRecord | undefined,
  release: ReleaseRecord | undefined,
): string {
  if (!published) {
    return 'The docs were never published. They are when a release is published, or by hand.';
  }
  return `${whatIsOut(published, release)}; a merge builds the docs and does not publish them.`;
}

function whatIsOut(
  { event, branch, sha }: RunRecord,
  release: ReleaseRecord | undefined,
): string {
  const commit = sha.slice(0, 7);
  if (event !== 'release') {
    return `The site was published by hand from ${commit}${release ? `, the commit of ${release.tag}` : ''}`;
  }
  return release
    ? `The site reflects release ${release.tag}`
    : `The site was published with ${branch ?? 'a release'} from ${commit}, which is the commit of no release here`;
}
