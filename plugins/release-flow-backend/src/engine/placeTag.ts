import { toError } from '@backstage/errors';
import { createHash } from 'crypto';
import type { ReleaseRecord, TagPlace } from '../database';
import type { Binding } from '../policy/binding';
import { branchMatch, buildBranches } from '../policy/branches';
import type { HostRef } from '../providers/types';
import type { EngineContext } from './context';

const LOOKED_AT_PER_READ = 30;

/** Says of tags which of the flow's branches holds their commit. */
export class TagPlacer {
  private readonly of: string[];
  private readonly branches: HostRef[];
  private readonly heads: string;
  private looks = 0;

  constructor(
    private readonly context: EngineContext,
    private readonly binding: Binding,
    heads: HostRef[],
  ) {
    const { source } = binding;
    this.of = [...new Set(buildBranches(source))];
    this.branches = heads
      .filter(({ name }) => branchMatch(source, name))
      .sort(
        (a, b) =>
          Number(b.name === source.branch) - Number(a.name === source.branch) ||
          a.name.localeCompare(b.name),
      );
    this.heads = createHash('sha256')
      .update(JSON.stringify([this.of, this.branches]))
      .digest('hex');
  }

  /** A branch that held it once is remembered: branches of urgent fixes go when they are merged. */
  async place({ place, commit }: ReleaseRecord): Promise<TagPlace | null> {
    const { of, heads, binding } = this;
    if (of.length === 0 || !commit) return null;
    if (place?.branch && branchMatch(binding.source, place.branch)) {
      return { ...place, of };
    }
    if (place?.heads === heads) return place;
    const unlooked = place ?? { of, branch: null, heads: null };
    this.looks += 1;
    if (this.looks > LOOKED_AT_PER_READ) return unlooked;
    try {
      return { of, branch: await this.holder(commit), heads };
    } catch (error) {
      this.context.logger.warn(
        `Could not tell which branch of ${binding.repository.slug} holds ${commit}: ${toError(error).message}`,
      );
      return unlooked;
    }
  }

  private async holder(commit: string): Promise<string | null> {
    const { stores, providers, settings } = this.context;
    const { service, source, repository } = this.binding;
    const builds = await stores.releases.buildsAt(service.ref, [commit]);
    const build = builds.find(
      ({ branch }) => branch && branchMatch(source, branch),
    );
    if (build) return build.branch;
    for (const { name } of this.branches) {
      const isHeld = await providers.codeHost.contains(
        repository,
        name,
        commit,
        { signal: AbortSignal.timeout(settings.readTimeoutMs) },
      );
      if (isHeld) return name;
    }
    return null;
  }
}
