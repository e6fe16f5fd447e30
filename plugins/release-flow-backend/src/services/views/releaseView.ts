import type { ReleaseView } from 'backstage-plugin-release-flow-common';
import type {
  DeploymentRecord,
  ReleaseRecord,
  StoredComparison,
} from '../../database';
import { acceptsRelease } from '../../policy/accepts';
import type { Binding } from '../../policy/binding';
import { pathsFor } from '../../policy/graph';
import { releaseProblem } from '../../policy/tagPlace';
import { marksOf } from './compareView';

export interface ReleaseFacts {
  binding: Binding;
  latestId: string | undefined;
  current: DeploymentRecord[];
  /** The release before, for what changed since. */
  previous: ReleaseRecord | undefined;
  comparisons: Map<string, StoredComparison>;
}

export function releaseView(
  release: ReleaseRecord,
  facts: ReleaseFacts,
): ReleaseView {
  return {
    id: release.id,
    tag: release.tag,
    version: release.version,
    name: release.name,
    state: release.state,
    branch: release.branch,
    tags: release.tags.map(({ name }) => name),
    latest: release.id === facts.latestId,
    artifact: release.artifact,
    problem: releaseProblem(release),
    rejected: release.rejected,
    critical: release.critical,
    commit: release.commit,
    notes: release.notes,
    author: release.author,
    publishedBy: release.publishedBy,
    createdAt: release.createdAt,
    publishedAt: release.publishedAt,
    url: release.url,
    environments: facts.current
      .filter(
        ({ artifactKey }) =>
          release.artifactKey !== null && artifactKey === release.artifactKey,
      )
      .map(({ environment }) => environment),
    acceptedBy: facts.binding.environments
      .filter(
        ({ id, accepts }) =>
          acceptsRelease(accepts, release) &&
          pathsFor(facts.binding, id, release).length > 0,
      )
      .map(({ id }) => id),
    changes: changesOf(release, facts),
  };
}

function changesOf(
  release: ReleaseRecord,
  { binding, previous, comparisons }: ReleaseFacts,
): ReleaseView['changes'] {
  if (!previous?.commit || !release.commit) return null;
  const comparison = comparisons.get(`${previous.commit}...${release.commit}`);
  if (!comparison) return null;
  const marks = comparison.commits.map(commit =>
    marksOf(binding, commit.message, comparison.commitFiles?.[commit.sha]),
  );
  return {
    since: previous.tag,
    commits: comparison.ahead,
    infrastructure: marks.filter(mark => mark.includes('infrastructure'))
      .length,
    migrations: marks.filter(mark => mark.includes('migration')).length,
  };
}
