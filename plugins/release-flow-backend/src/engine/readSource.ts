import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import { RE2JS } from 're2js';
import type { ReleaseRecord } from '../database';
import type { Binding } from '../policy/binding';
import { buildBranches, prefixesOf } from '../policy/branches';
import type { CodeHost, HostRef, HostRelease } from '../providers/types';
import type { EngineContext } from './context';
import { ingestBuilds } from './ingestBuilds';
import { ingestReleases } from './ingestReleases';
import { ingestTags } from './ingestTags';
import type { Sighting } from './sighting';

/** What a repository has that could be promoted. */
export interface SourceReading {
  releases: HostRelease[];
  /** Read where some service takes tags as releases. */
  tags: HostRef[];
  /** Branches that some service makes builds of. */
  heads: HostRef[];
}

/** Once for all services of a repository, and only what some of them needs. */
export async function readSource(
  codeHost: CodeHost,
  bindings: Binding[],
  context: ProviderContext,
): Promise<SourceReading> {
  const [{ repository }] = bindings;
  const prefixes = prefixesOf(
    bindings.flatMap(({ source }) => [
      ...buildBranches(source),
      ...(source.hotfix ? [RE2JS.quote(source.hotfix.backport)] : []),
    ]),
  );
  const isTagged = bindings.some(({ source }) => source.releases === 'tags');
  const [releases, tags, heads] = await Promise.all([
    codeHost.releases(repository, context),
    isTagged ? codeHost.tags(repository, context) : [],
    prefixes.length > 0 ? codeHost.branches(repository, prefixes, context) : [],
  ]);
  return { releases, tags, heads };
}

/** Releases and builds of one service, releases first. */
export async function ingestSource(
  context: EngineContext,
  binding: Binding,
  { releases, tags, heads }: SourceReading,
  sighting: Sighting,
): Promise<ReleaseRecord[]> {
  const named =
    binding.source.releases === 'tags'
      ? await ingestTags(context, binding, tags, { releases, heads }, sighting)
      : await ingestReleases(context, binding, releases);
  const builds = await ingestBuilds(context, binding, heads, sighting);
  return [...named, ...builds];
}
