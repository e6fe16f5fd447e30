import type {
  ConfigurationReference,
  TargetObservation,
} from 'backstage-plugin-release-flow-node';
import type {
  BuildRecord,
  DecisionRecord,
  DeploymentRecord,
  EnvironmentRecord,
  OperationRecord,
  ReleaseRecord,
} from '../database/records';

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
  images: Fact<ImageFact[]>;
  references: Fact<ConfigurationReference[]> | undefined;
  infrastructure: Fact<InfrastructureFact> | undefined;
  /** Members, transitive, of each group the approvals name; refs of users stand for themselves. */
  members: Fact<Record<string, string[]>>;
  decisions: DecisionRecord[];
  /** People who can't be told apart from an approver, such as an unmapped GitHub login. */
  environment: EnvironmentRecord | undefined;
  current: DeploymentRecord | undefined;
  target: Fact<TargetObservation>;
  operation: OperationRecord | undefined;
}
