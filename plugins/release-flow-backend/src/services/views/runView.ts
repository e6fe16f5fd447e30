import type {
  OperationLine,
  WorkflowRunView,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, RunRecord } from '../../database';

/** Who asked for a run here, by the run's id. */
export type Askers = ReadonlyMap<string, string>;

export function askersOf(operations: OperationRecord[]): Askers {
  return new Map(
    operations.flatMap(({ memory, requestedBy }) =>
      Object.values(memory.runs ?? {}).map(({ id }) => [id, requestedBy]),
    ),
  );
}

export function runView(run: RunRecord, askers: Askers): WorkflowRunView {
  return {
    status: statusOf(run),
    event: run.event,
    commit: run.sha,
    by: askers.get(run.id) ?? run.actor,
    at: run.updatedAt,
    url: run.url,
  };
}

function statusOf({
  status,
  conclusion,
}: RunRecord): WorkflowRunView['status'] {
  if (status === 'waiting') return 'waiting';
  if (status !== 'completed') return 'running';
  return conclusion === 'success' ? 'succeeded' : 'failed';
}

export function operationLine(operation: OperationRecord): OperationLine {
  return {
    id: operation.id,
    state: operation.state,
    message: operation.trouble ?? operation.message,
    requestedBy: operation.requestedBy,
    at: operation.finishedAt ?? operation.requestedAt,
  };
}
