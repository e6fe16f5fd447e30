import type { Allow } from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from './binding';

/** Acts that nobody may do in production unless the flow names somebody. */
const NEVER_BY_DEFAULT = new Set(['override', 'resolve', 'emergency']);

/** Who has access to an environment, of those its flow names by entity ref. */
export function accessRefs({
  access = [],
}: Pick<BoundEnvironment, 'access'>): string[] {
  return access.filter(it => /^(group|user):[^/\s]+\/\S+$/.test(it));
}

/** Refs of who may act: the flow's list, else the service's owner, else nobody. */
export function allowedFor(
  binding: Pick<Binding, 'service'>,
  environment: Pick<BoundEnvironment, 'allow' | 'tier'>,
  act: keyof Allow,
): string[] {
  const listed = environment.allow?.[act];
  if (listed) return listed;
  const owner = binding.service.owner ? [binding.service.owner] : [];
  return NEVER_BY_DEFAULT.has(act) && environment.tier === 'production'
    ? []
    : owner;
}
