import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord, RunRecord } from '../database';
import type { AuditInput } from '../policy/audit';
import { repositoryKey, type Binding } from '../policy/binding';
import { versionOf } from '../policy/versions';
import type { HostRelease } from '../providers/types';
import type { EngineContext } from './context';
import {
  hasOtherIdentities,
  pinArtifact,
  readBody,
  type Pinning,
} from './pinArtifact';

/** Digests and commits are pinned at first sight; a later difference is a problem, never an update. */
export async function ingestReleases(
  context: EngineContext,
  binding: Binding,
  releases: HostRelease[],
): Promise<ReleaseRecord[]> {
  const { stores } = context;
  const { ref, uid } = binding.service;
  const at = (await stores.now()).toISOString();
  const known = await stores.releases.ofService(ref, {
    limit: 500,
    kind: 'release',
  });
  const byHostId = new Map(known.map(record => [record.hostId, record]));
  const runs = await stores.runs.list(repositoryKey(binding.repository), {
    limit: 100,
  });
  const records: ReleaseRecord[] = [];
  for (const release of releases) {
    const version = versionOf(release.tag, binding.source.tag);
    if (version === undefined) continue;
    const before = byHostId.get(release.id);
    const commit =
      before?.commit ?? (await commitOf(context, binding, release));
    const reading = readBody(binding, release.body);
    const pinned = before?.artifact
      ? reading
      : await firstPin(context, binding, release, { version, commit, reading });
    const artifact = before?.artifact ?? pinned.artifact;
    const record: ReleaseRecord = {
      id: before?.id ?? `${uid}.${release.id}`,
      serviceRef: ref,
      hostId: release.id,
      tag: release.tag,
      version,
      name: release.name,
      state: release.state,
      branch: null,
      tags: [],
      backport: null,
      commit,
      artifact,
      artifactKey: artifact ? artifactKey(artifact) : null,
      problem: before?.artifact
        ? changeOf(binding, before.artifact, reading, release)
        : pinned.problem,
      rejected: before?.rejected ?? null,
      critical: before?.critical ?? null,
      notes: release.body.slice(0, 60_000),
      notesOf: release.state,
      place: null,
      author: release.author,
      publishedBy: before?.publishedBy ?? null,
      createdAt: new Date(release.createdAt).toISOString(),
      publishedAt: release.publishedAt
        ? new Date(release.publishedAt).toISOString()
        : null,
      url: release.url,
      firstSeenAt: before?.firstSeenAt ?? at,
      seenAt: at,
    };
    const change = await noteChange(context, binding, runs, before, record);
    // The run that a click started may be seen later than what it published.
    if (record.state !== 'draft' && !record.publishedBy) {
      record.publishedBy = await clickedBy(context, runs, record);
    }
    await stores.transaction(async transaction => {
      await transaction.releases.put(record);
      if (change) await transaction.audit.append(change);
    });
    records.push(record);
  }
  await dropVanished(context, known, releases);
  return records;
}

/** What every component is, where the release's text does not name all of them. */
async function firstPin(
  context: EngineContext,
  binding: Binding,
  release: HostRelease,
  known: { version: string; commit: string | null; reading: Pinning },
): Promise<Pinning> {
  const { version, commit, reading } = known;
  if (!hasOtherIdentities(binding)) return reading;
  const { tag, state, body } = release;
  const subject = { tag, version, commit, state, branch: null, tags: [] };
  return pinArtifact(context, binding, subject, body);
}

/** A text that names other digests than those that were pinned from it. */
function changeOf(
  binding: Binding,
  pinned: Artifact,
  reading: Pinning,
  release: HostRelease,
): ReleaseRecord['problem'] {
  const named = binding.artifacts
    .filter(({ image, digest }) => image && digest?.from === 'release-body')
    .map(({ component }) => component);
  const before = pinned.filter(({ component }) => named.includes(component));
  const after = reading.artifact ?? [];
  if (artifactKey(after) === artifactKey(before)) return null;
  return {
    code: 'artifact-changed',
    message: `The digest in the body of ${release.tag} is not the one that was pinned at first sight${
      reading.problem ? ` (${reading.problem.message})` : ''
    }. Put it back, or make a new release.`,
  };
}

/** A draft has no tag yet: its commit is what `target_commitish` names, once that is a SHA. */
async function commitOf(
  context: EngineContext,
  binding: Binding,
  release: HostRelease,
): Promise<string | null> {
  const { codeHost } = context.providers;
  const signal = AbortSignal.timeout(context.settings.readTimeoutMs);
  if (release.state === 'draft') {
    return /^[0-9a-f]{40}$/.test(release.targetCommitish)
      ? release.targetCommitish
      : null;
  }
  return (
    (await codeHost.tagCommit(binding.repository, release.tag, { signal })) ??
    null
  );
}

/** What the audit has to say of it; who published it is added to the record. */
async function noteChange(
  context: EngineContext,
  binding: Binding,
  runs: RunRecord[],
  before: ReleaseRecord | undefined,
  after: ReleaseRecord,
): Promise<AuditInput | undefined> {
  if (!before) return undefined;
  const published = before.state === 'draft' && after.state !== 'draft';
  const changed =
    after.problem?.code === 'artifact-changed' &&
    before.problem?.code !== 'artifact-changed';
  if (!published && !changed) return undefined;
  const { stores } = context;
  const publishes = published
    ? await stores.operations.list({
        service: after.serviceRef,
        kind: 'publish',
        limit: 20,
      })
    : [];
  const ours = publishes.find(operation => operation.releaseId === after.id);
  after.publishedBy =
    before.publishedBy ??
    ours?.requestedBy ??
    (published ? await clickedBy(context, runs, after) : null);
  return {
    chain: binding.service.ref,
    at: after.seenAt,
    actor: after.publishedBy ?? 'system:release-flow',
    type: published ? 'release.published' : 'release.artifact-changed',
    operationId: ours?.id ?? null,
    data: { tag: after.tag, artifact: after.artifact },
  };
}

/** Who published in GitHub: the actor of a run that the click started, by name where the catalog knows. */
async function clickedBy(
  { membership }: EngineContext,
  runs: RunRecord[],
  release: ReleaseRecord,
): Promise<string | null> {
  // By the tag: another release of the same commit was somebody else's click.
  const run = runs.find(
    ({ event, branch }) => event === 'release' && branch === release.tag,
  );
  if (!run?.actor) return null;
  const user = await membership.userOfLogin(run.actor);
  return user ?? `github:${run.actor}`;
}

/** Only drafts vanish quietly; what was deployed or decided keeps its record. */
async function dropVanished(
  context: EngineContext,
  known: ReleaseRecord[],
  releases: HostRelease[],
): Promise<void> {
  if (releases.length >= 100) return;
  const seen = new Set(releases.map(release => release.id));
  const gone = known.filter(
    record =>
      record.state === 'draft' && !record.rejected && !seen.has(record.hostId),
  );
  await context.stores.releases.remove(gone.map(record => record.id));
}
