import type { ReleaseRecord } from '../database';
import type { CodeHost, Repository } from '../providers/types';

/** The commit that a release's tags are on; the one that differs where they don't agree. */
export async function readTagCommit(
  codeHost: CodeHost,
  repository: Repository,
  { tag, tags, commit }: ReleaseRecord,
  signal: AbortSignal,
): Promise<string | undefined> {
  const names = tags.length > 0 ? tags.map(({ name }) => name) : [tag];
  const found = await Promise.all(
    names.map(name => codeHost.tagCommit(repository, name, { signal })),
  );
  const there = found.filter(sha => sha !== undefined);
  return there.find(sha => sha !== commit) ?? there[0];
}
