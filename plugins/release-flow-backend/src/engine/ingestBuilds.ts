import { artifactKey } from 'backstage-plugin-release-flow-common';
import { createHash } from 'crypto';
import type { ReleaseRecord, RunRecord } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import {
  branchMatch,
  buildBranches,
  buildLabel,
  buildVersion,
} from '../policy/branches';
import type { HostRef } from '../providers/types';
import type { EngineContext } from './context';
import { pinArtifact } from './pinArtifact';
import type { Sighting } from './sighting';

const NEW_PER_READ = 20;
const TRIED_AGAIN = 20;
const KEPT_PER_BRANCH = 50;

/** A commit of a branch that the flow makes builds of. */
interface Candidate {
  branch: string;
  commit: string;
}

/**
 * Commits of the flow's branches: their heads, and what was pushed since the last reading. Pinned at
 * first sight, or as soon as the registry has the image.
 */
export async function ingestBuilds(
  context: EngineContext,
  binding: Binding,
  heads: HostRef[],
  sighting: Sighting,
): Promise<ReleaseRecord[]> {
  if (buildBranches(binding.source).length === 0) return [];
  const { stores } = context;
  const { ref } = binding.service;
  const wanted = await candidates(context, binding, heads);
  const known = await stores.releases.buildsAt(
    ref,
    wanted.map(({ commit }) => commit),
  );
  const records: ReleaseRecord[] = [];
  const fresh = wanted.filter(
    ({ branch, commit }) =>
      !known.some(it => it.branch === branch && it.commit === commit),
  );
  for (const candidate of fresh.slice(0, NEW_PER_READ)) {
    const record = await firstSight(context, binding, candidate, sighting);
    if (record) records.push(await pin(context, binding, record));
  }
  const waiting = await stores.releases.unpinnedBuilds(ref, TRIED_AGAIN);
  for (const build of waiting) {
    if (records.some(({ id }) => id === build.id)) continue;
    await pin(context, binding, { ...build, seenAt: sighting.at });
  }
  for (const branch of new Set(records.map(record => record.branch!))) {
    await stores.releases.dropOldBuilds(ref, branch, KEPT_PER_BRANCH);
  }
  return stores.releases.ofService(ref, { limit: 100, kind: 'build' });
}

async function candidates(
  { stores }: EngineContext,
  binding: Binding,
  heads: HostRef[],
): Promise<Candidate[]> {
  const runs = await stores.runs.list(repositoryKey(binding.repository), {
    limit: 100,
  });
  const all: Candidate[] = [
    ...heads.map(({ name, commit }) => ({ branch: name, commit })),
    ...runs.filter(isPush).map(({ branch, sha }) => ({
      branch: branch!,
      commit: sha,
    })),
  ].filter(({ branch }) => branchMatch(binding.source, branch));
  return [
    ...new Map(
      all.map(it => [`${it.branch} ${it.commit}`, it] as const),
    ).values(),
  ];
}

/** A tag's push names the tag where a branch stands; no branch is called so. */
function isPush({ event, branch }: RunRecord): boolean {
  return event === 'push' && branch !== null;
}

async function firstSight(
  context: EngineContext,
  binding: Binding,
  { branch, commit }: Candidate,
  { at, isHistory }: Sighting,
): Promise<ReleaseRecord | undefined> {
  const found = await context.providers.codeHost.resolveCommit(
    binding.repository,
    commit,
    { signal: AbortSignal.timeout(context.settings.readTimeoutMs) },
  );
  if (!found) return undefined;
  const match = branchMatch(binding.source, branch)!;
  const label = buildLabel(branch, commit, match);
  const createdAt = found.at ? new Date(found.at).toISOString() : at;
  return {
    id: buildId(binding.service.uid, branch, commit),
    serviceRef: binding.service.ref,
    hostId: `commit:${branch}:${commit}`,
    tag: label,
    version: buildVersion(label, match),
    name: found.message.split('\n')[0].slice(0, 300) || null,
    state: 'build',
    branch,
    tags: [],
    backport: null,
    commit,
    artifact: null,
    artifactKey: null,
    problem: null,
    rejected: null,
    critical: null,
    notes: found.message.slice(0, 60_000),
    notesOf: null,
    place: null,
    author: found.author || null,
    publishedBy: null,
    createdAt,
    publishedAt: null,
    url: found.url.slice(0, 500),
    firstSeenAt: isHistory ? createdAt : at,
    seenAt: at,
  };
}

/** Branches may be longer than an id is allowed to be. */
function buildId(uid: string, branch: string, commit: string): string {
  const short = createHash('sha256').update(branch).digest('hex').slice(0, 12);
  return `${uid}.${commit}.${short}`;
}

async function pin(
  context: EngineContext,
  binding: Binding,
  build: ReleaseRecord,
): Promise<ReleaseRecord> {
  const { artifact, problem } = await pinArtifact(context, binding, build, '');
  const pinned: ReleaseRecord = {
    ...build,
    artifact,
    artifactKey: artifact && artifactKey(artifact),
    problem,
  };
  await context.stores.releases.put(pinned);
  return pinned;
}
