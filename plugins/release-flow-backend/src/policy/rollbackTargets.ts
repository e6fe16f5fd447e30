import type { DeploymentRecord } from '../database/records';
import type { BoundEnvironment } from './binding';
import { isReported } from './reported';

type Ran = Pick<DeploymentRecord, 'kind' | 'verified' | 'sourceKey' | 'label'>;

/** How a deployment counts as a way back. */
export function provenHere({ kind, verified }: Ran): boolean {
  return verified || kind === 'adopted';
}

/**
 * Why the flow does not let this deployment be rolled back to. What was found when the service was
 * bound, and what GitHub tells of the time before, counts unless the flow insists on `verified`.
 */
export function rollbackStop(
  environment: Pick<BoundEnvironment, 'rollback' | 'title' | 'id'>,
  ran: Ran & Parameters<typeof isReported>[0],
): string | undefined {
  const { targets } = environment.rollback;
  if (isReported(ran)) return undefined;
  if (provenHere(ran) || targets === 'any-earlier') return undefined;
  if (ran.kind === 'declared' && targets === undefined) return undefined;
  return `It was never verified in ${environment.title ?? environment.id}, and the flow goes back to verified deployments only`;
}
