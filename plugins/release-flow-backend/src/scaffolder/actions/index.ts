import { createBranchAction } from './branch';
import { createBuildEphemeralAction } from './buildEphemeral';
import { createPreflightAction } from './preflight';
import { createPromoteAction } from './promote';
import { createPublishAction } from './publish';
import { createReleaseAction } from './release';
import { createRestoreAction } from './restore';
import { createRollbackAction } from './rollback';
import type { ActionTools } from './tools';
import { createWaitAction } from './wait';

export { realTime, type ActionTools } from './tools';

/** Every template action of the plugin. */
export const createActions = (tools: ActionTools) => [
  createPreflightAction(tools),
  createPromoteAction(tools),
  createRollbackAction(tools),
  createRestoreAction(tools),
  createBuildEphemeralAction(tools),
  createReleaseAction(tools),
  createBranchAction(tools),
  createPublishAction(tools),
  createWaitAction(tools),
];
