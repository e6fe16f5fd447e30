import type { Accepts } from 'backstage-plugin-release-flow-common';
import { RE2JS } from 're2js';
import type { BuildRecord, ReleaseRecord } from '../database/records';

/** Releases by their state, builds by their branch. */
export function acceptsRelease(
  accepts: Accepts[],
  { state, branch }: Pick<ReleaseRecord, 'state' | 'branch'>,
): boolean {
  return accepts.some(accept => {
    if (typeof accept !== 'object') return false;
    if ('release' in accept) return accept.release === state;
    return state === 'build' && matchesBranch(accept.branch, branch);
  });
}

export function matchesBranch(
  pattern: string,
  branch: string | null | undefined,
): boolean {
  return Boolean(branch) && RE2JS.compile(pattern).matches(branch!);
}

export function acceptsBuild(accepts: Accepts[], build: BuildRecord): boolean {
  if (build.intent === 'ephemeral') return accepts.includes('ephemeral');
  return accepts.some(
    accept =>
      typeof accept === 'object' &&
      'branch' in accept &&
      RE2JS.compile(accept.branch).matches(build.ref),
  );
}

/**
 * What an environment lets in: states of releases, `ephemeral`, and
 * `branch:<pattern>`.
 */
export function acceptedKinds(accepts: Accepts[]): string[] {
  return accepts.map(accept => {
    if (accept === 'ephemeral') return accept;
    return 'release' in accept ? accept.release : `branch:${accept.branch}`;
  });
}
