import { artifactKey } from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database/records';

/** What a promotion's change made of the commit that was asked for. */
export interface Derived {
  commit: string;
  how: string;
}

/**
 * A merge or a pick runs as a commit of its own, so that commit is what has to be seen in the
 * target, and what is recorded; the asked one stays named beside it. `undefined` when they are the
 * same. An image is what it is, whatever branch it was brought by.
 */
export function withDerived(
  { artifact, commit, result }: OperationRecord,
  sha: string,
  how: string,
):
  | Pick<OperationRecord, 'artifact' | 'artifactKey' | 'commit' | 'result'>
  | undefined {
  if (!commit || sha === commit) return undefined;
  const made =
    artifact?.map(part =>
      'commit' in part.identity && part.identity.commit === commit
        ? { ...part, identity: { commit: sha } }
        : part,
    ) ?? null;
  const derivedFrom: Derived = { commit, how };
  return {
    artifact: made,
    artifactKey: made && artifactKey(made),
    commit: sha,
    result: { ...result, derivedFrom },
  };
}
