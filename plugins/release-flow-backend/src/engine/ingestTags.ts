import { artifactKey } from 'backstage-plugin-release-flow-common';
import { createHash } from 'crypto';
import type { ReleaseRecord, TagSeen } from '../database';
import type { Binding } from '../policy/binding';
import { tagLines, tagProblem, type TagLine } from '../policy/tagLines';
import { isAstray } from '../policy/tagPlace';
import { compareVersions, isPrerelease } from '../policy/versions';
import type { HostCommit, HostRef, HostRelease } from '../providers/types';
import type { EngineContext } from './context';
import { hasOtherIdentities, pinArtifact, readBody } from './pinArtifact';
import { TagPlacer } from './placeTag';
import type { Sighting } from './sighting';

const NEW_PER_READ = 30;
const TRIED_AGAIN = 10;
/** In one page. */
const RELEASES_READ = 100;

/** Tags as releases: those of one version on one commit are one line. */
export async function ingestTags(
  context: EngineContext,
  binding: Binding,
  tags: HostRef[],
  { releases, heads }: { releases: HostRelease[]; heads: HostRef[] },
  sighting: Sighting,
): Promise<ReleaseRecord[]> {
  const { stores } = context;
  const known = await stores.releases.ofService(binding.service.ref, {
    limit: 1_000,
    kind: 'release',
  });
  const byHostId = new Map(known.map(record => [record.hostId, record]));
  const lines = tagLines(
    tags,
    binding.source.tag,
    new Map(known.map(record => [record.version, record.commit])),
  ).sort((a, b) => compareVersions(b.version, a.version));
  const placer = new TagPlacer(context, binding, heads);
  const records: ReleaseRecord[] = [];
  let fresh = 0;
  let tried = 0;
  for (const line of lines) {
    const before = byHostId.get(hostIdOf(line));
    if (!before) fresh += 1;
    if (before && !before.artifact) tried += 1;
    if (fresh > NEW_PER_READ && !before) continue;
    const record = before
      ? seenAgain(before, line, sighting)
      : await firstSight(context, binding, line, sighting);
    if (!record) continue;
    const noted = withNotes(record, releases);
    const isTried = !before || tried <= TRIED_AGAIN;
    const pinned = await pin(context, binding, noted, line, isTried);
    const placed = { ...pinned, place: await placer.place(pinned) };
    await store(context, binding, before, placed);
    records.push(placed);
  }
  return records.sort((a, b) =>
    (b.publishedAt ?? b.createdAt).localeCompare(a.publishedAt ?? a.createdAt),
  );
}

function hostIdOf({ version }: TagLine): string {
  return `tag:${version}`;
}

async function firstSight(
  context: EngineContext,
  binding: Binding,
  line: TagLine,
  { at, isHistory }: Sighting,
): Promise<ReleaseRecord | undefined> {
  const { uid, ref } = binding.service;
  const commit: HostCommit | undefined =
    await context.providers.codeHost.resolveCommit(
      binding.repository,
      line.commit,
      { signal: AbortSignal.timeout(context.settings.readTimeoutMs) },
    );
  if (!commit) return undefined;
  const createdAt = commit.at ? new Date(commit.at).toISOString() : at;
  const seen = isHistory ? createdAt : at;
  const id = createHash('sha256').update(line.version).digest('hex');
  return {
    id: `${uid}.t-${id.slice(0, 24)}`,
    serviceRef: ref,
    hostId: hostIdOf(line).slice(0, 300),
    tag: line.label,
    version: line.version,
    name: null,
    state: isPrerelease(line.version) ? 'prerelease' : 'published',
    branch: null,
    tags: line.tags.map(name => ({ name, at: seen })),
    backport: null,
    commit: line.commit,
    artifact: null,
    artifactKey: null,
    problem: null,
    rejected: null,
    critical: null,
    notes: '',
    notesOf: null,
    place: null,
    author: commit.author || null,
    publishedBy: null,
    createdAt,
    publishedAt: seen,
    url: `${binding.repository.url}/releases/tag/${encodeURIComponent(line.tags[0])}`,
    firstSeenAt: seen,
    seenAt: at,
  };
}

/** Tags that went are kept while others of the version are there: the line is known by them. */
function seenAgain(
  before: ReleaseRecord,
  line: TagLine,
  { at }: Sighting,
): ReleaseRecord {
  const known = new Map(before.tags.map(seen => [seen.name, seen]));
  const tags: TagSeen[] = line.tags.map(
    name => known.get(name) ?? { name, at },
  );
  return { ...before, tags: tags.length > 0 ? tags : before.tags, seenAt: at };
}

/** Of its tags' releases, a published one before others, and that of its final tag before others. */
function withNotes(
  record: ReleaseRecord,
  releases: HostRelease[],
): ReleaseRecord {
  const rank = ({ tag, state }: HostRelease) =>
    (state === 'published' ? 100 : 0) +
    record.tags.findIndex(({ name }) => name === tag);
  const [release] = releases
    .filter(
      ({ tag, state }) =>
        state !== 'draft' && record.tags.some(({ name }) => name === tag),
    )
    .sort((a, b) => rank(b) - rank(a));
  if (!release) {
    // One that is not among all of them is gone; of many only the newest are read.
    return releases.length < RELEASES_READ
      ? { ...record, notesOf: null }
      : record;
  }
  return {
    ...record,
    name: release.name,
    notes: release.body.slice(0, 60_000),
    notesOf: release.state,
    author: release.author ?? record.author,
    url: release.url,
  };
}

async function pin(
  context: EngineContext,
  binding: Binding,
  record: ReleaseRecord,
  line: TagLine,
  isTried: boolean,
): Promise<ReleaseRecord> {
  const changed = tagProblem(line) ?? bodyProblem(binding, record);
  if (record.artifact) return { ...record, problem: changed };
  if (!isTried) return record;
  const { artifact, problem } = await pinArtifact(
    context,
    binding,
    record,
    record.notes,
  );
  return {
    ...record,
    artifact,
    artifactKey: artifact && artifactKey(artifact),
    problem: changed ?? problem,
  };
}

/** Where a release's text names the digest too, it has to stay what was pinned. */
function bodyProblem(
  binding: Binding,
  { artifact, notes, tag }: ReleaseRecord,
): ReleaseRecord['problem'] {
  const said = readBody(binding, notes);
  if (!artifact || hasOtherIdentities(binding)) return null;
  return said.artifact && artifactKey(said.artifact) === artifactKey(artifact)
    ? null
    : {
        code: 'artifact-changed',
        message: `The digest in the notes of ${tag} is not the one that was pinned at first sight. Put it back, or make a new release.`,
      };
}

async function store(
  { stores }: EngineContext,
  binding: Binding,
  before: ReleaseRecord | undefined,
  record: ReleaseRecord,
): Promise<void> {
  const { tag, artifact, commit, place } = record;
  const isChanged =
    record.problem?.code === 'artifact-changed' &&
    before?.problem?.code !== 'artifact-changed';
  const news = [
    ...(isChanged
      ? [{ type: 'release.artifact-changed', data: { tag, artifact } }]
      : []),
    ...(isAstray(place) && !isAstray(before?.place)
      ? [
          {
            type: 'release.not-on-branch',
            data: {
              tag,
              tags: record.tags.map(({ name }) => name),
              commit,
              branches: place!.of,
            },
          },
        ]
      : []),
  ];
  await stores.transaction(async transaction => {
    await transaction.releases.put(record);
    for (const { type, data } of news) {
      await transaction.audit.append({
        chain: binding.service.ref,
        at: record.seenAt,
        actor: 'system:release-flow',
        type,
        operationId: null,
        data,
      });
    }
  });
}
