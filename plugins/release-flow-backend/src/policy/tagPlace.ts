import type { ReleaseRecord, TagPlace } from '../database/records';

type Placed = Pick<ReleaseRecord, 'place' | 'commit' | 'tag' | 'problem'>;
type Problem = NonNullable<ReleaseRecord['problem']>;

export const NOT_ON_BRANCH = 'not-on-branch';

export function isAstray(place: TagPlace | null | undefined): boolean {
  return Boolean(place && place.heads !== null && place.branch === null);
}

/** A tag that somebody put on a commit that is on none of the flow's branches. */
export function placeProblem({
  place,
  commit,
  tag,
}: Pick<Placed, 'place' | 'commit' | 'tag'>): Problem | null {
  if (!place || !isAstray(place)) return null;
  const branches = place.of.map(withoutNames).join(', ');
  return {
    code: NOT_ON_BRANCH,
    message: `${tag} stands on ${commit?.slice(0, 7)}, which is on none of the branches that the flow releases from: ${branches}. Bring that commit to one of them, or make a version of what is there.`,
  };
}

/** Why a release is not to be promoted, as far as it alone tells; what no waiting mends first. */
export function releaseProblem(release: Placed): Problem | null {
  return placeProblem(release) ?? release.problem;
}

/** `release/(?<version>.+)`, as people read it. */
function withoutNames(pattern: string): string {
  return pattern.replace(/\(\?P?<\w+>/g, '(');
}
