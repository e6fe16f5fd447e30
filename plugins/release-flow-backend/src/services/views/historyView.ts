import type {
  Advice,
  History,
  HistoryQuery,
} from 'backstage-plugin-release-flow-common';
import { isTerminal } from 'backstage-plugin-release-flow-common';
import type { DeploymentRecord, OperationRecord, Stores } from '../../database';
import { environmentOf, type Binding } from '../../policy/binding';
import { sourceOf } from '../../policy/reported';
import { decodeCursor, encodeCursor } from '../cursor';
import { deploymentView } from './deploymentView';

type Item = History['items'][number];

/** Deployments, and the acts that did not lead to one, in one order by when they happened. */
export async function historyView(
  stores: Stores,
  binding: Binding,
  query: HistoryQuery & { readable?: string[] },
): Promise<History> {
  const { ref } = binding.service;
  const cursor = decodeCursor<{ before: string }>(query.cursor);
  const limit = query.limit + 1;
  const now = (await stores.now()).toISOString();
  const page = {
    environment: query.environment,
    readable: query.readable,
    before: cursor?.before,
    limit,
  };
  const [deployments, operations, builds, environments] = await Promise.all([
    stores.deployments.ofService(ref, page),
    stores.operations.ended(ref, page),
    stores.builds.ofService(ref),
    stores.environments.ofServices([ref]),
  ]);
  const current = await stores.deployments.byIds(
    environments.flatMap(({ deploymentId }) => deploymentId ?? []),
  );
  const moved = await stores.operations.byIds(
    deployments.flatMap(({ operationId }) => operationId ?? []),
  );
  const items = [
    ...deployments.map(record =>
      deploymentItem(record, {
        environment: environmentOf(binding, record.environment),
        current: current.find(
          ({ environment }) => environment === record.environment,
        ),
        build: builds.find(({ id }) => id === record.buildId),
        now,
      }),
    ),
    ...operations.filter(withoutDeployment).map(operationItem),
  ]
    .map(item => withOperation(item, [...moved, ...operations]))
    .sort((a, b) => b.at.localeCompare(a.at));
  const shown = items.slice(0, query.limit);
  return {
    items: shown,
    nextCursor:
      items.length > query.limit
        ? encodeCursor({ before: shown[shown.length - 1].at })
        : null,
  };
}

function withOperation(item: Item, operations: OperationRecord[]): Item {
  const operation = operations.find(({ id }) => id === item.operationId);
  const advice = operation?.result.advice as Advice | undefined;
  const drill = operation?.memory.drill?.way;
  return { ...item, ...(advice && { advice }), ...(drill && { drill }) };
}

function withoutDeployment(operation: OperationRecord): boolean {
  if (!isTerminal(operation.state)) return false;
  return operation.kind !== 'promotion' || operation.state !== 'succeeded';
}

function deploymentItem(
  record: DeploymentRecord,
  facts: Parameters<typeof deploymentView>[1],
): Item {
  const how = {
    recorded: record.verified ? 'Live and verified' : 'Live',
    adopted: 'Found running',
    declared: `Said by ${sourceOf(record)}`,
  }[record.kind];
  return {
    id: record.id,
    at: record.happenedAt,
    kind: 'deployment',
    environment: record.environment,
    label: record.label,
    intent: record.intent ?? record.kind,
    state: record.kind === 'recorded' ? 'succeeded' : record.kind,
    message: how,
    actor: record.actor,
    reason: record.reason,
    operationId: record.operationId,
    deployment: deploymentView(record, facts),
  };
}

function operationItem(operation: OperationRecord): Item {
  return {
    id: operation.id,
    at: operation.finishedAt ?? operation.requestedAt,
    kind: 'operation',
    environment: operation.environment,
    label: operation.label,
    intent: operation.intent ?? operation.kind,
    state: operation.state,
    message: operation.message,
    actor: operation.requestedBy,
    reason: operation.reason,
    operationId: operation.id,
    deployment: null,
  };
}
