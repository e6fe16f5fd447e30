import type { PromotionState } from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database/records';

const STATES: Partial<
  Record<PromotionState, 'in_progress' | 'success' | 'failure' | 'error'>
> = {
  deploying: 'in_progress',
  'waiting-in-github': 'in_progress',
  verifying: 'in_progress',
  'rolling-back': 'in_progress',
  attention: 'in_progress',
  succeeded: 'success',
  'rolled-back': 'failure',
  failed: 'failure',
  rejected: 'failure',
  cancelled: 'failure',
  expired: 'failure',
  superseded: 'failure',
  errored: 'error',
};

/** How GitHub says it; nothing while nothing was sent. */
export function githubState(state: PromotionState, isSuperseded: boolean) {
  if (state === 'succeeded' && isSuperseded) return 'inactive' as const;
  return STATES[state];
}

/** Deployers whose own change GitHub does not show as a deployment. */
export function isToldByUs({ plan, commit }: OperationRecord): boolean {
  const by = String(plan?.deployer.by);
  return commit !== null && ['target', 'tag', 'branch', 'module'].includes(by);
}

/** Whether jobs that the change starts would have told GitHub by now. */
export function isDoneBefore({
  plan,
  state,
}: Pick<OperationRecord, 'plan' | 'state'>): boolean {
  const workflows = plan?.deployer.workflows;
  const starts = Array.isArray(workflows) && workflows.length > 0;
  return !starts || !['deploying', 'waiting-in-github'].includes(state);
}
