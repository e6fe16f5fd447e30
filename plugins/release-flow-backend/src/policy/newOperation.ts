import {
  artifactKey,
  type Artifact,
  type Intent,
  type OperationKind,
  type Plan,
  type Step,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { OperationRecord } from '../database/records';
import type { Binding, BoundEnvironment } from './binding';

export type OperationSeed = Pick<
  OperationRecord,
  'requestedBy' | 'origin' | 'via' | 'label' | 'message'
> &
  Partial<OperationRecord>;

export function newOperationId(): string {
  return randomUUID();
}

/** A fresh operation row with everything that is always the same filled in. */
export function newOperation(
  binding: Binding,
  kind: OperationKind,
  now: string,
  seed: OperationSeed,
): Omit<OperationRecord, 'number' | 'version'> {
  return {
    id: newOperationId(),
    kind,
    emergency: false,
    serviceRef: binding.service.ref,
    serviceUid: binding.service.uid,
    environment: null,
    tier: null,
    intent: null,
    state: 'waiting',
    stateSince: now,
    code: null,
    trouble: null,
    failures: 0,
    releaseId: null,
    buildId: null,
    deploymentId: null,
    artifact: null,
    artifactKey: null,
    commit: null,
    gitRef: null,
    fromEnvironment: null,
    reason: null,
    requestedAt: now,
    idempotencyKey: null,
    triggerKey: null,
    plan: null,
    planHash: null,
    base: null,
    gates: [],
    gatesAt: null,
    steps: [],
    memory: {},
    result: {},
    expiresAt: null,
    finishedAt: null,
    dueAt: now,
    ...seed,
  };
}

/** The parts of a promotion's row that follow from its plan. */
export function promotionFields(
  environment: BoundEnvironment,
  intent: Intent,
  plan: Plan,
  planHash: string,
  steps: Step[],
  artifact: Artifact | null,
): Partial<OperationRecord> {
  return {
    environment: environment.id,
    tier: environment.tier,
    intent,
    plan,
    planHash,
    steps,
    artifact,
    artifactKey: artifact ? artifactKey(artifact) : null,
    fromEnvironment: plan.from,
  };
}
