import type { ReleaseRecord } from '../database/records';
import { versionMatch } from './versions';

/** The tags of one version. */
export interface TagLine {
  version: string;
  /** What all of them begin with: `v1.2.3` of `v1.2.3-stage`. */
  label: string;
  /** Pinned at first sight. */
  commit: string;
  /** Tags on that commit. */
  tags: string[];
  /** Tags of the same version on other commits. */
  astray: Array<{ name: string; commit: string }>;
}

/**
 * Tags by version. The commit of a version that is not known yet is that of its longest tag: what
 * comes before the final one has a suffix.
 */
export function tagLines(
  tags: Array<{ name: string; commit: string }>,
  pattern: string,
  pinned: ReadonlyMap<string, string | null>,
): TagLine[] {
  const byVersion = new Map<string, typeof tags>();
  const labels = new Map<string, string>();
  for (const tag of tags) {
    const match = versionMatch(tag.name, pattern);
    if (!match) continue;
    const version = match.version ?? tag.name;
    byVersion.set(version, [...(byVersion.get(version) ?? []), tag]);
    labels.set(version, match.label);
  }
  return [...byVersion].map(([version, of]) => {
    const sorted = [...of].sort(
      (a, b) => b.name.length - a.name.length || a.name.localeCompare(b.name),
    );
    const commit = pinned.get(version) ?? sorted[0].commit;
    return {
      version,
      label: labels.get(version)!,
      commit,
      tags: sorted.filter(it => it.commit === commit).map(({ name }) => name),
      astray: sorted.filter(it => it.commit !== commit),
    };
  });
}

/** A tag elsewhere than its version was pinned to is no update but a problem. */
export function tagProblem({
  version,
  commit,
  astray,
}: TagLine): ReleaseRecord['problem'] {
  const [first] = astray;
  return first
    ? {
        code: 'artifact-changed',
        message: `The tag ${first.name} is on ${first.commit.slice(0, 7)}, and ${version} was pinned to ${commit.slice(0, 7)} at first sight. Put the tag there, or make a new version.`,
      }
    : null;
}
