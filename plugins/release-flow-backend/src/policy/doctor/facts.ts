import type { Drill } from 'backstage-plugin-release-flow-common';
import type { Finding } from 'backstage-plugin-release-flow-node';
import type {
  HostAccess,
  HostBranchRules,
  HostEnvironment,
  HostHook,
  HostNames,
  HostWorkflow,
} from '../../database/records';
import type { Binding } from '../binding';

/** A branch of a declared protection; `name` is one that stands for a pattern. */
export interface BranchFact {
  pattern: string;
  name: string;
  exists: boolean;
  rules: HostBranchRules;
}

/** The newest run of a workflow on the default branch. */
export interface MainRun {
  workflow: string;
  title: string;
  conclusion: string | null;
  url: string;
}

/** How the repository is set up; what could not be read is absent. */
export interface RepositoryFacts {
  access?: HostAccess;
  environments?: HostEnvironment[];
  branches?: BranchFact[];
  workflows?: HostWorkflow[];
  /** Text by file name, of every workflow that could be read. */
  files?: Record<string, string>;
  /** Text by path, of the branch that releases are made of; `null` where there is none. */
  dockerfiles?: Record<string, string | null>;
  pages?: 'workflow' | 'legacy' | 'off';
  hooks?: HostHook[];
  /** Of the repository and its organisation. */
  names?: HostNames;
  /** By name of the code host's environment. */
  environmentNames?: Record<string, HostNames>;
  mainRuns?: MainRun[];
  /** By login: `none`, `read` and up. */
  permissions?: Record<string, string>;
}

/** Names of settings, and of those that come from a secret store. */
export interface HeldSettings {
  part?: string;
  settings: string[];
  references: string[];
}

/** How one environment's target is; what could not be read is absent. */
export interface TargetFacts {
  /** Its platform says that there is none. */
  missing?: string;
  /** Found by the target's own provider. */
  findings?: Finding[];
  /** What it is set to; of a group, each part that tells it. */
  held?: HeldSettings[];
  /** Client ids of the identities it has. */
  identities?: string[];
  /** What its http verifications say now. */
  probes?: Array<{ path: string; isPassing: boolean; message: string }>;
  /** Names of cookies that bind a caller to an instance. */
  stickyCookies?: string[];
  images?: Array<{ image: string; user: string }>;
}

/** What a service is compared with. */
export interface ServiceFacts {
  binding: Binding;
  repository: RepositoryFacts;
  targets: Record<string, TargetFacts>;
  /** GitHub logins of who decides, by entity ref. */
  approverLogins?: Record<string, string>;
  /** When each environment was last taken back. */
  lastRollbacks?: Record<string, string>;
  /** The newest drill of each environment. */
  drills?: Record<string, Drill>;
  /** Instants of now. */
  now: string;
}
