import type { DeploymentRecord } from '../database/records';

const PREFIX = 'report:';
export const GITHUB = 'GitHub';

/** Key of what a subject reported; the digest keeps it short. */
export function reportKey(digest: string): string {
  return `${PREFIX}${digest}`;
}

/** Told by CI. It proves nothing, so nothing may be rolled back to for it. */
export function isReported({
  kind,
  sourceKey,
}: Pick<DeploymentRecord, 'kind' | 'sourceKey'>): boolean {
  return kind === 'declared' && Boolean(sourceKey?.startsWith(PREFIX));
}

/** Who says that this went live. */
export function sourceOf(
  deployment: Pick<DeploymentRecord, 'kind' | 'sourceKey' | 'actor'>,
): string {
  if (deployment.kind !== 'declared') return 'Release Flow';
  return isReported(deployment) ? (deployment.actor ?? 'CI') : GITHUB;
}
