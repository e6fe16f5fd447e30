/** What one account holds, in the words of its APIs; times in milliseconds. */
export interface AwsState {
  account: string;
  region: string;
  clusters: string[];
  services: EcsService[];
  definitions: EcsDefinition[];
  rollouts: EcsRollout[];
  tasks: EcsTask[];
  alarms: CloudWatchAlarm[];
  logGroups: Record<string, { at: number; text: string }[]>;
  /** What the next tasks that are run by themselves do. */
  nextTask: { exitCode: number; failure: string | null };
}

export interface EcsContainer {
  name: string;
  image: string;
  essential?: boolean;
  environment?: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  healthCheck?: { command: string[] };
  logConfiguration?: { logDriver: string; options: Record<string, string> };
  [field: string]: unknown;
}

export interface EcsDefinition {
  family: string;
  revision: number;
  registeredAt: number;
  tags: { key: string; value: string }[];
  containers: EcsContainer[];
  /** The other fields as they were registered. */
  fields: Record<string, unknown>;
}

export interface EcsService {
  name: string;
  cluster: string;
  /** Host name under which the sites server answers for its tasks. */
  site: string;
  /** ARN that it is set to. */
  definition: string;
  desiredCount: number;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  circuitBreaker: { enable: boolean; rollback: boolean };
  graceSeconds: number;
  /** Why the tasks of its next rollout do not start. */
  failRollout: string | null;
  /** What its health endpoint says. */
  healthy: boolean;
  /** How often it was set to a definition. */
  changes: number;
  events: { id: string; at: number; message: string }[];
  createdAt: number;
}

export type RolloutStatus =
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL';

export interface EcsRollout {
  id: string;
  service: string;
  cluster: string;
  definition: string;
  /** What the service was set to before; `null` for its first one. */
  from: string | null;
  status: RolloutStatus;
  reason: string | null;
  failedTasks: number;
  /** It takes back another one; a service deployment tells of that one alone. */
  isBack: boolean;
  /** Why its tasks do not start. */
  fails: string | null;
  /** Digest by container, as it was when the rollout began. */
  digests: Record<string, string>;
  createdAt: number;
  updatedAt: number;
  finishedAt: number | null;
  dueAt: number;
}

export interface EcsTask {
  id: string;
  cluster: string;
  definition: string;
  /** Rollout of a service's task; `null` for one that was run by itself. */
  rollout: string | null;
  service: string | null;
  startedBy: string;
  clientToken: string | null;
  lastStatus: 'PROVISIONING' | 'RUNNING' | 'STOPPED';
  healthy: boolean;
  command: string[] | null;
  commandOf: string | null;
  exitCode: number | null;
  stopCode: string | null;
  stoppedReason: string | null;
  digests: Record<string, string>;
  createdAt: number;
  startedAt: number | null;
  stoppedAt: number | null;
  dueAt: number | null;
}

export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface CloudWatchAlarm {
  name: string;
  metric: string;
  comparison: string;
  threshold: number;
  period: number;
  evaluationPeriods: number;
  actionsEnabled: boolean;
  state: AlarmValue;
  reason: string;
  changedAt: number;
  history: { at: number; from: AlarmValue; to: AlarmValue; reason: string }[];
}

export const AWS_ACCOUNT = '123456789012';
export const AWS_REGION = 'eu-west-1';

export function emptyAws(): AwsState {
  return {
    account: AWS_ACCOUNT,
    region: AWS_REGION,
    clusters: [],
    services: [],
    definitions: [],
    rollouts: [],
    tasks: [],
    alarms: [],
    logGroups: {},
    nextTask: { exitCode: 0, failure: null },
  };
}
