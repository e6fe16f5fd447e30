import type { ReleaseRecord } from '../database/records';
import type { Binding } from './binding';
import { LookupError, resolveText } from './lookups';
import { promotionScope } from './plan';

export type Tagged = Pick<
  ReleaseRecord,
  'tag' | 'version' | 'commit' | 'branch' | 'state' | 'tags'
>;

/** What a promotion of a release or build may look up, outside of any environment. */
function scopeOf(binding: Binding, release: Tagged) {
  return promotionScope(binding, undefined, {
    promotionId: '',
    intent: 'promote',
    emergency: false,
    from: null,
    artifact: null,
    commit: release.commit,
    gitRef: release.branch,
    release: { ...release, critical: null },
    base: null,
  });
}

/** The registry's tag that means a component of it; `undefined` where none does, or not yet. */
export function registryTag(
  binding: Binding,
  component: string,
  release: Tagged,
): string | undefined {
  const { digest } =
    binding.artifacts.find(it => it.component === component) ?? {};
  const isBuild = release.state === 'build';
  if (isBuild && digest?.from !== 'registry-tag') return undefined;
  try {
    const template = digest?.tag ?? '${{ release.tag }}';
    return resolveText(template, scopeOf(binding, release), 'tag');
  } catch (error) {
    if (error instanceof LookupError) return undefined;
    throw error;
  }
}
