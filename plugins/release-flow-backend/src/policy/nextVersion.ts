import semver from 'semver';
import { readCommit, type ConventionalCommit } from './conventional';
import { semverOf } from './versions';

/** The version that should come next, and why. */
export interface Proposal {
  version: string;
  reason: string;
}

export interface VersionFacts {
  /** The version to go on from. */
  current: string | undefined;
  /** Messages of the commits since; `undefined` where these are not known. */
  messages: string[] | undefined;
  /** An urgent fix is never more than that. */
  isHotfix: boolean;
  taken: ReadonlySet<string>;
}

const FIRST = '0.1.0';

/** From conventional commits: breaking, feature, or anything else. Pure. */
export function nextVersion(facts: VersionFacts): Proposal {
  const current = facts.current && semverOf(facts.current)?.version;
  if (!current) {
    return {
      version: free(FIRST, facts.taken),
      reason: 'No version is there to go on from',
    };
  }
  const { level, reason } = changeOf(facts, current);
  return {
    version: free(semver.inc(current, level)!, facts.taken),
    reason: `${reason} since ${current}`,
  };
}

type Level = 'major' | 'minor' | 'patch';

function changeOf(
  { messages, isHotfix }: VersionFacts,
  current: string,
): { level: Level; reason: string } {
  if (isHotfix) return { level: 'patch', reason: 'An urgent fix' };
  if (!messages) {
    return { level: 'patch', reason: 'What changed could not be read' };
  }
  const commits = messages.map(readCommit);
  const breaking = commits.filter(({ isBreaking }) => isBreaking);
  if (breaking.length > 0) {
    return {
      level: semver.major(current) === 0 ? 'minor' : 'major',
      reason: counted(breaking, 'breaking change', 'breaking changes'),
    };
  }
  const features = commits.filter(({ type }) => type === 'feat');
  if (features.length > 0) {
    return {
      level: 'minor',
      reason: counted(features, 'feature', 'features'),
    };
  }
  return {
    level: 'patch',
    reason: `${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}, none a feature,`,
  };
}

function counted(
  commits: ConventionalCommit[],
  one: string,
  many: string,
): string {
  const name = commits.length === 1 ? one : many;
  return `${commits.length} ${name} (${commits[0].header.slice(0, 80)})`;
}

function free(version: string, taken: ReadonlySet<string>): string {
  let next = version;
  while (taken.has(next)) next = semver.inc(next, 'patch')!;
  return next;
}

/** What speaks against a version that a person gives. */
export function versionProblem(
  version: string,
  {
    before,
    which,
    taken,
    proposed,
  }: {
    before: string | undefined;
    /** What there is to say of the one before, such as `which Staging runs`. */
    which: string;
    taken: ReadonlySet<string>;
    proposed: string;
  },
): string | undefined {
  if (!semverOf(version)) {
    return `'${version}' is no semantic version such as ${proposed}`;
  }
  if (before && semver.lte(version, before)) {
    return `${version} is not greater than ${before}, ${which}; ${proposed} would be`;
  }
  return taken.has(version)
    ? `${version} is the version of something else; ${proposed} is free`
    : undefined;
}
