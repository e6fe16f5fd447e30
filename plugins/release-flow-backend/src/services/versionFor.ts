import type {
  DeploymentRecord,
  ReleaseRecord,
  StoredComparison,
} from '../database';
import { compareCommits } from '../facts/comparisons';
import { readFact } from '../facts/fact';
import type { FactSources } from '../facts/gatherFacts';
import { repositoryKey, type Binding } from '../policy/binding';
import { isHotfix, versionSaid } from '../policy/branches';
import { isRead, type PromotionFacts } from '../policy/facts';
import {
  nextVersion,
  versionProblem,
  type Proposal,
} from '../policy/nextVersion';
import {
  compareVersions,
  plainVersion,
  semverOf,
  versionOf,
  versionOrder,
} from '../policy/versions';
import type { Wish } from './prepare';
import { badField } from './refuse';

interface About {
  release: ReleaseRecord | undefined;
  rollbackTo: DeploymentRecord | undefined;
  facts: PromotionFacts;
  timeoutMs: number;
}

export interface VersionFor {
  version?: string;
  proposed?: Proposal;
}

const LOOKUP = /\$\{\{\s*release\.version\s*\}\}/;

/** The version that a build gets by being deployed, where the flow deploys by versions. */
export async function versionFor(
  sources: FactSources,
  binding: Binding,
  wish: Wish,
  about: About,
): Promise<VersionFor> {
  const { release, rollbackTo } = about;
  const { manual } = wish.environment.deploy;
  const isBuild = release ? release.state === 'build' : Boolean(rollbackTo);
  const isWanted =
    isBuild &&
    LOOKUP.test(JSON.stringify(manual ?? {})) &&
    !versionSaid(release);
  const known = isWanted
    ? await versionBefore(sources, binding, about)
    : undefined;
  if (!isWanted || known) {
    if (wish.version && plainVersion(wish.version) !== known) {
      throw badField(
        'version',
        known
          ? `this build is ${known} already`
          : 'is given only to a build that is deployed by a version of its own',
      );
    }
    return { version: known };
  }
  return givenOrProposed(sources, binding, wish, about);
}

/** Of a tag that the same artifact got before, or of what ran. */
async function versionBefore(
  { stores }: FactSources,
  binding: Binding,
  { release, rollbackTo }: About,
): Promise<string | undefined> {
  const key = release?.artifactKey ?? rollbackTo?.artifactKey;
  const same = key
    ? await stores.releases.byArtifact(binding.service.ref, key)
    : [];
  const named = same.find(({ state }) => state !== 'build');
  return (
    named?.version ??
    (rollbackTo && versionOf(rollbackTo.label, binding.source.tag))
  );
}

async function givenOrProposed(
  sources: FactSources,
  binding: Binding,
  wish: Wish,
  about: About,
): Promise<VersionFor> {
  const { release, facts } = about;
  const known = await sources.stores.releases.ofService(binding.service.ref, {
    limit: 500,
    kind: 'release',
  });
  const newest = [...known]
    .filter(({ version }) => semverOf(version))
    .sort((a, b) => compareVersions(b.version, a.version))
    .at(0);
  const title = wish.environment.title ?? wish.environment.id;
  const live = liveVersion(binding, facts, known);
  const fixed = fixedBy(facts, known);
  const before = fixed ?? {
    version: live,
    commit: facts.current?.commit ?? newest?.commit,
  };
  const taken = new Set(
    known
      .filter(({ commit }) => commit !== release?.commit)
      .map(({ version }) => plainVersion(version)),
  );
  const proposed = nextVersion({
    current: before.version ?? newest?.version,
    messages: await messagesSince(sources, binding, before.commit, about),
    isHotfix: isHotfix(binding.source, release?.branch),
    taken,
  });
  if (!wish.version) {
    if (wish.isTrial) return { version: proposed.version, proposed };
    throw badField(
      'version',
      `name the version that this gets in ${title}, such as ${proposed.version}`,
    );
  }
  const version = plainVersion(wish.version);
  const problem = versionProblem(version, {
    before: before.version,
    which: fixed ? 'which it fixes' : `which ${title} runs`,
    taken,
    proposed: proposed.version,
  });
  if (problem) throw badField('version', problem);
  return { version, proposed };
}

function liveVersion(
  { source }: Binding,
  { current }: PromotionFacts,
  known: ReleaseRecord[],
): string | undefined {
  if (!current) return undefined;
  const release = known.find(it => it.artifactKey === current.artifactKey);
  const version = release?.version ?? versionOf(current.label, source.tag);
  return version && semverOf(version)?.version;
}

/** An urgent fix goes on from what it fixes, whatever newer version its environment runs by now. */
function fixedBy(
  { hotfixBase }: PromotionFacts,
  known: ReleaseRecord[],
): Pick<ReleaseRecord, 'version' | 'commit'> | undefined {
  const base = hotfixBase && isRead(hotfixBase) && hotfixBase.value.commit;
  return base
    ? known.find(it => it.commit === base && semverOf(it.version))
    : undefined;
}

async function messagesSince(
  { stores, providers }: FactSources,
  binding: Binding,
  from: string | null | undefined,
  { release, facts, timeoutMs }: About,
): Promise<string[] | undefined> {
  const { commit } = release ?? {};
  if (!from || !commit) return undefined;
  const read = await readFact<StoredComparison>(facts.now, timeoutMs, signal =>
    compareCommits(stores, providers.codeHost, binding, from, commit, {
      signal,
      now: facts.now,
    }),
  );
  return isRead(read)
    ? read.value.commits.map(({ message }) => message)
    : undefined;
}

/** Negative when what runs is newer: by its version, else by where its commit stands. */
export async function orderOf(
  { stores }: FactSources,
  binding: Binding,
  { current }: PromotionFacts,
  release: ReleaseRecord | undefined,
): Promise<number | undefined> {
  if (!release || !current) return undefined;
  const live = current.releaseId
    ? await stores.releases.get(current.releaseId)
    : undefined;
  const order = live && versionOrder(release.version, live.version);
  if (order !== undefined || !release.commit || !current.commit) return order;
  const compared = await stores.comparisons.get(
    repositoryKey(binding.repository),
    current.commit,
    release.commit,
  );
  return compared?.status === 'behind' ? -1 : undefined;
}
