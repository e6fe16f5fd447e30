import type { Artifact } from 'backstage-plugin-release-flow-common';

/** What an artifact is known by, for sentences. */
export function artifactWord(artifact: Artifact | null): 'digest' | 'commit' {
  const isCommit = artifact?.some(({ identity }) => 'commit' in identity);
  return isCommit ? 'commit' : 'digest';
}
