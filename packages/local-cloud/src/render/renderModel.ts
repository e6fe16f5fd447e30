export type DeployStatus =
  | 'queued'
  | 'build_in_progress'
  | 'update_in_progress'
  | 'live'
  | 'deactivated'
  | 'build_failed'
  | 'update_failed'
  | 'canceled';

export interface RenderDeploy {
  id: string;
  commit: string;
  message: string;
  status: DeployStatus;
  trigger: 'api' | 'new_commit' | 'rollback' | 'manual';
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  updatedAt: number;
  /** Next move, on the work clock; `null` while it waits, and once it is over. */
  dueAt: number | null;
}

export interface RenderService {
  id: string;
  name: string;
  type: 'web_service' | 'static_site';
  /** `owner/name` of the repository it is connected to. */
  repository: string;
  branch: string;
  autoDeploy: boolean;
  suspended: boolean;
  healthCheckPath: string;
  publishPath: string;
  plan: string;
  instances: number;
  autoscaling: { min: number; max: number; cpu: number; memory: number } | null;
  env: Record<string, string>;
  createdAt: number;
  updatedAt: number;
  /** Newest first. */
  deploys: RenderDeploy[];
  /** Answers its health check. */
  healthy: boolean;
  /** The next build fails. */
  failBuild: boolean;
  /** The next new instances never become healthy. */
  failHealth: boolean;
  /** Seconds for which nothing serves when the next deploy takes over. */
  gapSeconds: number;
  /** Epoch milliseconds until which nothing serves. */
  gapUntil: number;
  /** Custom domains, beside the host that it has from Render; one belongs to one service at a time. */
  domains: string[];
  /** Custom domains stay unverified, and do not answer. Absent where they do. */
  failDomains?: boolean;
  /** Answers set a cookie that ties a client to an instance. */
  sticky: boolean;
}
