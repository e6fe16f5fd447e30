import type { Cloud } from '../../cloud';
import type { Job, Repository, Run } from '../../state/githubModel';

export interface JobContext {
  cloud: Cloud;
  repo: Repository;
  run: Run;
  job: Job;
}

export type JobEffect = (context: JobContext) => void;

/** By job key: how long it takes at clock scale 1, and what it does at its end. */
export type WorkflowEffects = Record<
  string,
  { seconds: number; effect?: JobEffect }
>;

/** Thrown by an effect: the job fails with this as its annotation. */
export class JobFailure extends Error {}

/** Thrown by an effect: the job is still at work, and looked at again a second later. */
export class JobWaits extends Error {}
