import type {
  Artifact,
  EnvironmentSpec,
} from 'backstage-plugin-release-flow-common';

/** One running copy of what a target runs. @public */
export interface TargetInstance {
  /** The platform's own id. */
  id: string;
  /** The platform's own word, such as `RUNNING`. */
  state: string;
  /** As the platform sees it. */
  health: 'healthy' | 'unhealthy' | 'unknown';
  /** ISO 8601. */
  startedAt?: string;
}

/** How a target runs, read at one moment. Never holds a secret. @public */
export interface TargetRuntime {
  /** The platform's own word for its state. */
  state: string;
  /** What it is set to run, as the platform spells it. */
  image?: string;
  /** Its running copies. */
  instances: TargetInstance[];
  /** How many instances it should have, and between which limits it scales. */
  scale?: {
    desired?: number;
    min?: number;
    max?: number;
    /** Percent. */
    cpuTarget?: number;
    /** Percent. */
    memoryTarget?: number;
  };
  /** Size of an instance, as the platform names it. */
  instanceClass?: string;
  /** Path that the platform asks for its health. */
  healthPath?: string;
  /** The newest rollout, as the platform tells it. */
  rollout?: { status: string; message: string; startedAt?: string };
  /** Names of all settings; `value` only where it was asked for by name. */
  settings: Array<{ name: string; value?: string }>;
  /** What the platform reported lately, newest first. */
  events: Array<{ at: string; message: string }>;
  /** Client ids of the identities it signs in as, where the platform tells them. */
  identities?: string[];
  /** Pages of the platform. */
  links: Array<{ title: string; url: string }>;
}

/** What a flow expects of a target. @public */
export type TargetExpectation = Pick<
  EnvironmentSpec,
  'tier' | 'platform' | 'alarms' | 'settings'
> & { environment: string };

/** What is not as it should be, why it matters, and what mends it. @public */
export interface Finding {
  /** For machines, kebab-case. */
  code: string;
  /** `error`: a promotion will fail or be unsafe; `warning`: worth mending; `info`: worth knowing. */
  severity: 'error' | 'warning' | 'info';
  /** What it is about, such as `branch main` or `service shop-prod`. */
  subject: string;
  /** What is wrong. */
  message: string;
  /** Why it matters. */
  why: string;
  /** The setting or command that mends it. */
  fix: string;
  /** A page where it can be mended. */
  /** A page about it. */
  url?: string;
}

/** Something a target could run again. @public */
export interface EarlierArtifact {
  /** The platform's name, such as `shop-prod-api:42`. */
  label: string;
  /** What it would be. */
  artifact: Artifact;
  /** ISO 8601. */
  at?: string;
}

/** One line that a target logged. @public */
export interface LogLine {
  /** ISO 8601. */
  at: string;
  /** As it was written. */
  text: string;
}

/** One task to be run beside a target, committed before it is sent. @public */
export interface TaskRequest<TConfig> {
  /** Stable over retries and restarts; makes the call idempotent where the platform can. */
  intentId: string;
  /** The target, as its `schema` gave it. */
  config: TConfig;
  /** Component whose definition it runs with. */
  component: string;
  /** Command and arguments; never given to a shell. */
  command: string[];
}

/** Where a task stands. @public */
export interface TaskProgress {
  /** `succeeded` only with exit code 0. */
  status: 'running' | 'succeeded' | 'failed';
  /** For people: what goes on, or why it stopped. */
  message: string;
  /** Absent while it runs, and when it never started. */
  exitCode?: number;
  /** A page about it. */
  url?: string;
}
