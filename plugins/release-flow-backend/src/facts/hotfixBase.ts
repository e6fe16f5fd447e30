import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { ReleaseRecord } from '../database';
import type { Binding } from '../policy/binding';
import { isHotfix, versionSaid } from '../policy/branches';
import type { HotfixBaseFact } from '../policy/facts';
import type { CarriedSources } from './carried';
import { compareCommits } from './comparisons';

const VERSIONS_LOOKED_AT = 5;

/** Whether an urgent fix was made from one of the places that the flow allows. */
export async function readHotfixBase(
  sources: CarriedSources,
  binding: Binding,
  { branch, commit }: ReleaseRecord,
  context: ProviderContext & { now: string },
): Promise<HotfixBaseFact> {
  const bases = binding.source.hotfix!.base;
  const builtOn = async (base: string) => {
    const { stores, providers } = sources;
    const { status } = await compareCommits(
      stores,
      providers.codeHost,
      binding,
      base,
      commit!,
      context,
    );
    return status === 'ahead' || status === 'identical';
  };
  const wanted: string[] = [];
  for (const base of bases) {
    const places = await placesOf(sources, binding, base);
    // Where nothing is yet, nothing can be the base.
    if (places.length === 0) {
      return { branch: branch!, found: base, commit: null, wanted };
    }
    for (const { label, commit: at } of places) {
      if (await builtOn(at)) {
        return { branch: branch!, found: label, commit: at, wanted };
      }
    }
    wanted.push(places[0].label);
  }
  return { branch: branch!, found: null, commit: null, wanted };
}

interface Place {
  label: string;
  commit: string;
}

async function placesOf(
  { stores }: CarriedSources,
  binding: Binding,
  base: 'production' | 'main' | 'release',
): Promise<Place[]> {
  const { ref } = binding.service;
  if (base === 'production') {
    const records = await stores.environments.ofServices([ref]);
    const current = await stores.deployments.byIds(
      records
        .filter(({ tier }) => tier === 'production')
        .flatMap(({ deploymentId }) => deploymentId ?? []),
    );
    return current.flatMap(({ label, commit, environment }) =>
      commit ? [{ label: `${label}, which ${environment} runs`, commit }] : [],
    );
  }
  const known = await stores.releases.ofService(ref, { limit: 200 });
  const places = known.filter(release =>
    base === 'main'
      ? release.branch === binding.source.branch
      : !isHotfix(binding.source, release.branch) && versionSaid(release),
  );
  const found = places.flatMap(({ tag, commit }) =>
    commit ? [{ label: tag, commit }] : [],
  );
  return base === 'main' ? found : found.slice(0, VERSIONS_LOOKED_AT);
}
