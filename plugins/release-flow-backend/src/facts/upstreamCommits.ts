import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { DeploymentRecord } from '../database';
import type { Binding } from '../policy/binding';
import type { Carried } from '../policy/carried';
import { isRead, type Fact, type UpstreamFact } from '../policy/facts';
import { carried, type CarriedSources } from './carried';

/** Of what went live upstream, this many of the newest are looked at. */
const LOOKED_AT = 3;

type Read = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<Fact<T>>;

/** Commits are proven by others that carry their change; digests only by themselves. */
export async function withCarried(
  sources: CarriedSources,
  binding: Binding,
  upstream: UpstreamFact[],
  artifact: Artifact | null,
  { read, now }: { read: Read; now: string },
): Promise<UpstreamFact[]> {
  const commits = (artifact ?? []).flatMap(({ identity }) =>
    'commit' in identity ? identity.commit : [],
  );
  const [commit] = commits;
  const isCommit =
    artifact && commits.length === artifact.length && commit !== undefined;
  if (!isCommit || commits.some(sha => sha !== commit)) return upstream;
  return Promise.all(
    upstream.map(async fact => {
      if (isProof(fact.deployment)) return fact;
      const found = await read(signal =>
        findCarrier(sources, binding, fact, commit, { signal, now }),
      );
      if (!isRead(found)) return { ...fact, unread: found.unread };
      return found.value ? { ...fact, ...found.value } : fact;
    }),
  );
}

function isProof(deployment: DeploymentRecord | undefined): boolean {
  return Boolean(deployment?.verified || deployment?.kind === 'adopted');
}

async function findCarrier(
  sources: CarriedSources,
  binding: Binding,
  { id, current }: UpstreamFact,
  commit: string,
  context: { signal: AbortSignal; now: string },
): Promise<{ deployment: DeploymentRecord; carried: Carried } | undefined> {
  const ran = await sources.stores.deployments.ofService(binding.service.ref, {
    environment: id,
    limit: 20,
  });
  const proofs = [...(current ? [current] : []), ...ran].filter(isProof);
  const byCommit = new Map(proofs.map(it => [it.commit, it] as const));
  for (const [other, deployment] of [...byCommit].slice(0, LOOKED_AT)) {
    if (!other) continue;
    const how = await carried(sources, binding, { commit, other }, context);
    if (how) return { deployment, carried: how };
  }
  return undefined;
}
