import type {
  Artifact,
  AuditEvent,
  BindingError,
  Drill,
  GateResult,
  Intent,
  OperationKind,
  Plan,
  PromotionState,
  ReleaseFlowSpec,
  Step,
} from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import type { Availability } from '../policy/availability';
import type { Binding } from '../policy/binding';
import type { DrillMark } from './drillRecords';
import type { HostJob, HostPages, HostRun } from '../providers/types';

export type * from './doctorRecords';
export type * from './drillRecords';
export type * from './peopleRecords';
export type * from './releaseRecords';
export type * from './runtimeRecords';

export interface FlowRecord {
  ref: string;
  title: string;
  revision: string;
  mode: ReleaseFlowSpec['mode'];
  spec: ReleaseFlowSpec | null;
  error: BindingError | null;
  seenAt: string;
}

export interface ServiceRecord {
  ref: string;
  uid: string;
  title: string;
  namespace: string;
  owner: string | null;
  system: string | null;
  tags: string[];
  flowRef: string | null;
  flowRevision: string | null;
  repository: string | null;
  binding: Binding | null;
  error: BindingError | null;
  /** Of the entity and flow this was resolved from; null when it has to be resolved again. */
  fingerprint: string | null;
  boundAt: string;
  seenAt: string;
  removedAt: string | null;
}

export interface RepositoryRecord {
  key: string;
  dueAt: string;
  readAt: string | null;
  error: string | null;
  failures: number;
  /** How its site is published, or why that could not be read. */
  pages: HostPages | { unread: string } | null;
}

export interface Hold {
  by: string;
  at: string;
  reason: string;
  /** The rollback that left it; a promotion that a person asks for takes such a one away. */
  leftBy?: string;
}

/** What others say runs somewhere; proves nothing. */
export interface Declared {
  label: string;
  commit: string | null;
  /** When it happened. */
  at: string;
  source: string;
  url: string | null;
  /** When it was heard last. */
  readAt: string;
}

export interface EnvironmentRecord {
  serviceRef: string;
  id: string;
  tier: string;
  rank: number;
  deploymentId: string | null;
  observation: TargetObservation | null;
  observedAt: string | null;
  observationError: string | null;
  failures: number;
  declared: Declared | null;
  driftSince: string | null;
  drift: string | null;
  hold: Hold | null;
  /** An artifact we did not bring, and how often in a row it was read. */
  foreignReads: { key: string; count: number } | null;
  /** Refs of who has access; empty when the flow names nobody. */
  access: string[] | null;
  /** Refs of those whom its gates ask. */
  deciders: string[] | null;
  lastDrill: Drill | null;
  dueAt: string;
}

export interface DeploymentRecord {
  id: string;
  serviceRef: string;
  environment: string;
  kind: 'recorded' | 'adopted' | 'declared';
  artifact: Artifact;
  artifactKey: string;
  label: string;
  commit: string | null;
  releaseId: string | null;
  buildId: string | null;
  operationId: string | null;
  intent: string | null;
  verified: boolean;
  actor: string | null;
  reason: string | null;
  sourceKey: string | null;
  happenedAt: string;
  recordedAt: string;
}

/** What an operation has to remember between two looks of the engine. */
export interface OperationMemory {
  runs?: Record<string, { id: string; url: string }>;
  /** When a workflow run was first searched for without success. */
  missingSince?: string;
  /** Position in the plan's verifications, and when the current one began. */
  verification?: { index: number; startedAt: string };
  /** Of the bake that goes on: healthy time seen so far, milliseconds, and when it was last seen healthy. */
  bake?: { index: number; healthyMs: number; seenAt: string | null };
  /** What was seen of the site, by position in the plan's verifications. */
  availability?: Record<number, Availability>;
  foreign?: { key: string; count: number };
  /** Whose voices were asked for, so that nobody is told twice. */
  announced?: string[];
  /** Somebody wants what was sent stopped. */
  cancelRequested?: { by: string; reason: string };
  rollbackReason?: string;
  deployObservedAt?: string;
  /** What the target was set to when the change began. */
  before?: string;
  /** The platform says that the rollout of the change is done. */
  rolledOut?: boolean;
  /** Since when the target shows again what ran before. */
  notLiveSince?: string;
  /** What the service was bound to when the change was sent: it goes on to its end on that. */
  bound?: Binding;
  /** Some verification was left out, since a flow that only looks starts nothing. */
  unproven?: boolean;
  /** Given to a build that gets a version by being deployed. */
  version?: string;
  /** Which way of which drill it is. */
  drill?: DrillMark;
  /** What a repair is to put right: nothing else may run there when it begins. */
  repairs?: string;
}

export interface OperationRecord {
  number: number;
  id: string;
  kind: OperationKind;
  serviceRef: string;
  serviceUid: string;
  environment: string | null;
  tier: string | null;
  intent: Intent | null;
  origin: 'person' | 'automation' | 'external';
  emergency: boolean;
  via: string;
  state: PromotionState;
  stateSince: string;
  message: string;
  code: string | null;
  trouble: string | null;
  failures: number;
  label: string;
  releaseId: string | null;
  buildId: string | null;
  deploymentId: string | null;
  artifact: Artifact | null;
  artifactKey: string | null;
  commit: string | null;
  gitRef: string | null;
  fromEnvironment: string | null;
  reason: string | null;
  requestedBy: string;
  requestedAt: string;
  idempotencyKey: string | null;
  triggerKey: string | null;
  plan: Plan | null;
  planHash: string | null;
  base: { label: string; artifact: Artifact } | null;
  gates: GateResult[];
  gatesAt: string | null;
  steps: Step[];
  memory: OperationMemory;
  result: Record<string, unknown>;
  expiresAt: string | null;
  finishedAt: string | null;
  version: number;
  dueAt: string | null;
}

export interface DecisionRecord {
  operationId: string;
  actor: string;
  decision: 'approve' | 'reject' | 'sign-off';
  /** Name of the sign-off; empty for others. */
  gate: string;
  emergency: boolean;
  comment: string;
  planHash: string;
  at: string;
  voided: string | null;
}

export interface EffectRecord {
  id: string;
  operationId: string;
  step: string;
  kind: string;
  intent: Record<string, unknown>;
  leaseToken: string;
  committedAt: string;
  notAfter: string;
  outcome: 'happened' | 'absent' | 'unknown' | 'refused' | null;
  result: Record<string, unknown> | null;
  settledAt: string | null;
}

export interface RunRecord extends HostRun {
  repository: string;
  /** Read only where the run itself does not say what it did. */
  jobs?: Array<Pick<HostJob, 'name' | 'conclusion'>> | null;
}

export type AuditRecord = AuditEvent;
