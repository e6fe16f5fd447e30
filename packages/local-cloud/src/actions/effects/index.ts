import { buildFromCommit } from './buildFromCommit';
import { docs } from './docs';
import type { JobEffect, WorkflowEffects } from './effect';
import { ordersWorkflows } from './orders';
import { autoStaging, promoteTo } from './promote';
import { release } from './release';
import { deployProd, loginSmoke, switchTraffic } from './render';
import { unifocusWorkflows } from './unifocus';
import { setSetting } from './setSetting';

export { JobFailure, JobWaits } from './effect';

const DEFAULT_SECONDS = 1;

/** What the jobs of the sample workflows do, by file name. */
const EFFECTS: Record<string, WorkflowEffects> = {
  'release.yaml': release,
  'auto-staging-on-publish.yaml': autoStaging,
  'promote-to-dev.yaml': promoteTo('dev'),
  'promote-to-staging.yaml': promoteTo('staging'),
  'promote-to-prd.yaml': promoteTo('prd'),
  'build-from-commit.yaml': buildFromCommit,
  'docs.yaml': docs,
  'deploy-prod.yaml': deployProd,
  'login-smoke.yaml': loginSmoke,
  'switch-traffic.yaml': switchTraffic,
  'set-setting.yaml': setSetting,
  'smoke.yaml': { smoke: { seconds: 2 } },
  ...unifocusWorkflows,
  ...ordersWorkflows,
  'integration.yml': { integration: { seconds: 2 } },
  'smoke.yml': { smoke: { seconds: 2 } },
  'terraform.yaml': { terraform: { seconds: 3 } },
};

export function effectOf(file: string, job: string): JobEffect | undefined {
  return EFFECTS[file]?.[job]?.effect;
}

export function secondsOf(file: string, job: string): number {
  return EFFECTS[file]?.[job]?.seconds ?? DEFAULT_SECONDS;
}
