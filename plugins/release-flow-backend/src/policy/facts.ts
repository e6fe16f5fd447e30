import type {
  ConfigurationReference,
  TargetObservation,
} from 'backstage-plugin-release-flow-node';
import type {
  BuildRecord,
  ChecklistItemRecord,
  DecisionRecord,
  DeploymentRecord,
  EnvironmentRecord,
  FreezeRecord,
  OperationRecord,
  OverrideRecord,
  ReleaseRecord,
  SettingReading,
} from '../database/records';
import type { Carried } from './carried';
import type { Verdict } from './gates/result';

/** A fact with its age, or why it could not be read. */
export type Fact<T> =
  { value: T; at: string } | { unread: string; retryAfterMs?: number };

export function isRead<T>(fact: Fact<T>): fact is { value: T; at: string } {
  return 'value' in fact;
}

/** What one upstream environment says about an artifact. */
export interface UpstreamFact {
  id: string;
  title: string;
  environment: EnvironmentRecord | undefined;
  /** Newest time this artifact went live there. */
  deployment: DeploymentRecord | undefined;
  /** What runs there now, by our record. */
  current: DeploymentRecord | undefined;
  /** How that deployment's commit has the one that is asked about, where it is another one. */
  carried?: Carried;
  /** Why it could not be found out whether some commit there has it. */
  unread?: string;
}

/** Where an urgent fix was made from. */
export interface HotfixBaseFact {
  branch: string;
  /** The allowed place that it is built on; `null` when there is none. */
  found: string | null;
  /** The commit there, where one is known. */
  commit: string | null;
  /** Where it could have been made from. */
  wanted: string[];
}

export interface ImageFact {
  component: string;
  image: string;
  digest: string;
  /** What the digest, and the release's tag, resolve to in the registry. */
  found: string | undefined;
  tag: string | undefined;
  tagDigest: string | undefined;
}

export interface InfrastructureFact {
  environment: string;
  applied: { commit: string; at: string; url: string } | null;
  /** Newest apply that failed after the applied one. */
  failed: { url: string; at: string } | null;
  /** Infrastructure commits of the artifact that are not applied. */
  missing: Array<{ sha: string; message: string }>;
}

/** A check of a commit; the newest of each name. */
export interface CheckFact {
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  url: string | null;
}

/** What an outside decision answered. */
export interface DecisionFact {
  status: number;
  body: unknown;
  durationMs: number;
}

/** What was read for one gate of a plan. */
export interface GateReading {
  checks?: Fact<CheckFact[]>;
  /** Whether the commit is on the branch that the gate names. */
  onBranch?: Fact<boolean>;
  /** Text of the changelog; `undefined` where there is no such file. */
  changelog?: Fact<string | undefined>;
  decision?: Fact<DecisionFact>;
  /** Commits of the tag that deploys, and of the one that deployed upstream. */
  tags?: Fact<{ own: string | undefined; upstream: string | undefined }>;
  /** Of a gate that a module added. */
  verdict?: Verdict;
}

/** Everything policy needs to judge one promotion. Gathered by `facts/`, judged by pure functions. */
export interface PromotionFacts {
  now: string;
  release: ReleaseRecord | undefined;
  build: BuildRecord | undefined;
  /** Deployment a rollback goes back to. */
  rollbackTo: DeploymentRecord | undefined;
  /** Rejections of this artifact under any tag. */
  rejections: ReleaseRecord[];
  upstream: UpstreamFact[];
  tagCommit: Fact<string | undefined>;
  /** Of a build of a hotfix branch. */
  hotfixBase?: Fact<HotfixBaseFact>;
  images: Fact<ImageFact[]>;
  references: Fact<ConfigurationReference[]> | undefined;
  /** Names and comparisons; absent where the flow requires or expects none, or the target tells none. */
  settings?: Fact<SettingReading[]>;
  infrastructure: Fact<InfrastructureFact> | undefined;
  /** Members, transitive, of each group that a gate or the right to override names; users stand for themselves. */
  members: Fact<Record<string, string[]>>;
  decisions: DecisionRecord[];
  overrides: OverrideRecord[];
  /** What was ticked for this promotion, or for its artifact in other environments. */
  checklists: ChecklistItemRecord[];
  /** Those that have not ended, whatever they cover. */
  freezes: FreezeRecord[];
  environment: EnvironmentRecord | undefined;
  current: DeploymentRecord | undefined;
  target: Fact<TargetObservation>;
  operation: OperationRecord | undefined;
}
