import type { Intent } from 'backstage-plugin-release-flow-common';
import type { EnvironmentAct } from './Access';

/** The act that asking for an intent is. */
export const ACT_OF: Record<Intent, EnvironmentAct> = {
  promote: 'promote',
  redeploy: 'promote',
  rollback: 'rollback',
  restore: 'rollback',
  ephemeral: 'ephemeral',
};
