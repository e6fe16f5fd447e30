import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Stores, StoredComparison } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import { carriedBy, type Carried, type ChangedCommit } from '../policy/carried';
import type { CodeHost } from '../providers/types';
import { compareCommits } from './comparisons';

/** More than this on either side is told apart by nobody, and asks GitHub too much. */
const MOST_COMMITS = 60;

export interface CarriedSources {
  stores: Stores;
  providers: { codeHost: CodeHost };
}

export interface CarriedQuestion {
  commit: string;
  /** In which the change should be. */
  other: string;
  /** Only what came after this commit counts. */
  since?: string;
}

/** Whether another commit has what a commit changes; what was read of either is kept. */
export async function carried(
  sources: CarriedSources,
  binding: Binding,
  { commit, other, since }: CarriedQuestion,
  context: ProviderContext & { now: string },
): Promise<Carried | undefined> {
  if (commit === other) return 'same';
  const compare = (base: string, head: string) =>
    compareCommits(
      sources.stores,
      sources.providers.codeHost,
      binding,
      base,
      head,
      context,
    );
  const forward = await compare(other, commit);
  if (forward.status === 'behind' || forward.status === 'identical') {
    return 'contained';
  }
  if (forward.ahead === 0 || forward.commits.length < forward.ahead) {
    return undefined;
  }
  const backward = await compare(commit, other);
  const recent = since ? await compare(since, commit) : forward;
  const wanted = commitsOf(forward).filter(sha =>
    commitsOf(recent).includes(sha),
  );
  if (wanted.length > MOST_COMMITS || backward.ahead > MOST_COMMITS) {
    return undefined;
  }
  return carriedBy({
    commit,
    other,
    own: await changesOf(sources, binding, wanted, context),
    others: await changesOf(sources, binding, commitsOf(backward), context),
    ownWhole: recent.patch ?? null,
    othersWhole: backward.patch ?? null,
    isSameContent: forward.status === 'ahead' && forward.files.length === 0,
  });
}

function commitsOf({ commits }: StoredComparison): string[] {
  return commits.map(({ sha }) => sha);
}

async function changesOf(
  { stores, providers }: CarriedSources,
  binding: Binding,
  shas: string[],
  context: ProviderContext,
): Promise<ChangedCommit[]> {
  const key = repositoryKey(binding.repository);
  const known = await stores.patches.of(key, shas);
  const changes: ChangedCommit[] = [];
  for (const sha of shas) {
    const change =
      known.get(sha) ??
      (await providers.codeHost.changeOf(binding.repository, sha, context));
    if (!known.has(sha)) await stores.patches.put(key, sha, change);
    changes.push({ sha, ...change });
  }
  return changes;
}
