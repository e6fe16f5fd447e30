/** How a commit's change is in another one. */
export type Carried = 'same' | 'contained' | 'cherry-picked' | 'squash-merged';

/** A commit by what it changed; `null` where that could not be told whole. */
export interface ChangedCommit {
  sha: string;
  parents: number;
  patch: string | null;
}

/** Two commits, by what one of them has and the other has not. */
export interface Divergence {
  commit: string;
  other: string;
  /** Commits that only `commit` has. */
  own: ChangedCommit[];
  /** Commits that only `other` has. */
  others: ChangedCommit[];
  /** All that only `commit` has, as one change. */
  ownWhole: string | null;
  othersWhole: string | null;
  /** True when the files are the same: a clean merge of the other adds nothing. */
  isSameContent: boolean;
}

/**
 * Whether all that a commit changes is in another one: it is the same or contained, each of its
 * commits was picked there, or a squash made one of many. Pure.
 */
export function carriedBy(divergence: Divergence): Carried | undefined {
  const { commit, other, own, others, ownWhole, othersWhole } = divergence;
  if (commit === other) return 'same';
  if (own.length === 0 || divergence.isSameContent) return 'contained';
  // A merge brings what its parents have, and these are looked at themselves.
  const changes = own.filter(({ parents }) => parents < 2);
  if (changes.length === 0) return undefined;
  const isThere = (patch: string | null) =>
    patch !== null && others.some(found => found.patch === patch);
  if (changes.every(({ patch }) => isThere(patch))) return 'cherry-picked';
  if (isThere(ownWhole)) return 'squash-merged';
  const isSquash = ({ patch }: ChangedCommit) =>
    patch !== null && patch === othersWhole;
  return changes.every(it => isThere(it.patch) || isSquash(it))
    ? 'squash-merged'
    : undefined;
}

/** In the words that people read. */
export const CARRIED_WORDS: Record<Carried, string> = {
  same: 'the same commit',
  contained: 'contained there',
  'cherry-picked': 'cherry-picked',
  'squash-merged': 'squash-merged',
};
