import type { DeploymentView } from 'backstage-plugin-release-flow-common';
import type { BuildRecord, DeploymentRecord } from '../../database';
import type { BoundEnvironment } from '../../policy/binding';
import { isReported, sourceOf } from '../../policy/reported';
import { rollbackStop } from '../../policy/rollbackTargets';

export interface RollbackFacts {
  environment: BoundEnvironment | undefined;
  current: DeploymentRecord | undefined;
  build: BuildRecord | undefined;
  now: string;
}

export function deploymentView(
  record: DeploymentRecord,
  facts?: RollbackFacts,
): DeploymentView {
  return {
    id: record.id,
    environment: record.environment,
    label: record.label,
    artifact: record.artifact,
    commit: record.commit,
    releaseId: record.releaseId,
    buildId: record.buildId,
    operationId: record.operationId,
    kind: record.kind,
    source: sourceOf(record),
    intent: record.intent,
    verified: record.verified,
    actor: record.actor,
    reason: record.reason,
    happenedAt: record.happenedAt,
    recordedAt: record.recordedAt,
    rollback: facts ? rollbackTo(record, facts) : null,
  };
}

function rollbackTo(
  record: DeploymentRecord,
  { environment, current, build, now }: RollbackFacts,
): DeploymentView['rollback'] {
  const no = (message: string) => ({ possible: false, message });
  const manual = environment?.deploy.manual;
  if (!environment || !manual || manual.by === 'external') {
    return no('This environment is changed elsewhere');
  }
  if (current?.artifactKey === record.artifactKey) return no('Runs there now');
  if (isReported(record)) {
    return no('CI said that it ran, which proves nothing');
  }
  const stop = rollbackStop(environment, record);
  if (stop) return no(stop);
  if (build?.expiresAt && build.expiresAt < now) {
    return no('The ephemeral build expired');
  }
  if (manual.by === 'workflow' && !record.releaseId) {
    return no('It is no release, and the workflow deploys releases');
  }
  return {
    possible: true,
    message:
      record.verified || record.kind === 'adopted'
        ? 'May be rolled back to'
        : 'May be rolled back to; it was not verified by us',
  };
}
