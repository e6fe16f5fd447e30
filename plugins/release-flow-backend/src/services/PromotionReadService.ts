import {
  artifactKey,
  type Compare,
  type OperationView,
  type Promotions,
  type PromotionsQuery,
  type PromotionView,
} from 'backstage-plugin-release-flow-common';
import type { OperationQuery, OperationRecord, Stores } from '../database';
import { onlyReadable, onlySeen } from '../database/readable';
import { repositoryKey, type Binding } from '../policy/binding';
import { GATED_KINDS } from '../policy/gatedOperations';
import type { Access, Caller } from './Access';
import type { PromotionHints } from './PromotionHints';
import { decodeCursor, encodeCursor } from './cursor';
import { notFound } from './refuse';
import { compareView } from './views/compareView';
import { promotionSummary, promotionView } from './views/promotionView';
import { permittedEnvironments, visibleServices } from './visibility';

const BATCH = 200;

/** Promotions and other operations as pages show them. */
export class PromotionReadService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly hints: PromotionHints,
  ) {}

  async promotions(
    caller: Caller,
    query: PromotionsQuery,
  ): Promise<Promotions> {
    const { stores } = this;
    const matching =
      query.awaitingMe === 'true'
        ? await this.awaitingCaller(caller, query)
        : await stores.operations.list({
            ...(await this.filterOf(caller, query)),
            limit: query.limit + 1,
          });
    const shown = matching.slice(0, query.limit);
    const services = await stores.services.byRefs([
      ...new Set(shown.map(({ serviceRef }) => serviceRef)),
    ]);
    return {
      items: shown.map(operation =>
        promotionSummary(
          operation,
          services.find(({ ref }) => ref === operation.serviceRef),
        ),
      ),
      nextCursor:
        matching.length > query.limit
          ? encodeCursor({ number: shown[shown.length - 1].number })
          : null,
    };
  }

  private async filterOf(
    caller: Caller,
    query: PromotionsQuery,
  ): Promise<Omit<OperationQuery, 'limit'>> {
    const visible = visibleServices(await this.access.readFilter(caller));
    const { restrict: readable } = await this.access.environmentReads(caller);
    return {
      kinds: query.awaitingMe === 'true' ? GATED_KINDS : ['promotion'],
      service: query.service,
      state: query.state === 'open' ? undefined : query.state,
      open: query.state === 'open',
      before: decodeCursor<{ number: number }>(query.cursor)?.number,
      restrict: select =>
        onlySeen(
          select,
          { restrict: visible === 'all' ? undefined : visible, readable },
          'operations',
        ),
    };
  }

  /**
   * Whose voice counts is known by group, not in the database: what may be decided by permission is
   * read on until the page is full.
   */
  private async awaitingCaller(
    caller: Caller,
    query: PromotionsQuery,
  ): Promise<OperationRecord[]> {
    const { restrict, ...filter } = await this.filterOf(caller, query);
    const decidable = permittedEnvironments(
      await this.access.decideFilter(caller),
    );
    const matching: OperationRecord[] = [];
    let { before } = filter;
    for (;;) {
      const batch = await this.stores.operations.list({
        ...filter,
        state: 'waiting',
        before,
        limit: BATCH,
        restrict: select => {
          restrict?.(select);
          if (decidable !== 'all') {
            onlyReadable(select, decidable, 'operations');
          }
        },
      });
      const mine = await this.hints.awaiting(caller, batch);
      const ids = new Set(mine.map(({ id }) => id));
      matching.push(...batch.filter(({ id }) => ids.has(id)));
      if (matching.length > query.limit || batch.length < BATCH) {
        return matching;
      }
      before = batch[BATCH - 1].number;
    }
  }

  async promotion(caller: Caller, id: string): Promise<PromotionView> {
    const { stores } = this;
    const operation = await stores.operations.get(id);
    if (!operation || !GATED_KINDS.includes(operation.kind)) {
      throw notFound('unknown-promotion', `There is no promotion '${id}'.`);
    }
    await this.access.requireReadIn(
      caller,
      operation.serviceRef,
      operation.environment,
    );
    const [service, decisions, events, recent] = await Promise.all([
      stores.services.get(operation.serviceRef),
      stores.decisions.ofOperation(id),
      stores.audit.ofOperation(id),
      stores.operations.recent(
        operation.serviceRef,
        operation.environment!,
        10,
      ),
    ]);
    return promotionView({
      operation,
      service,
      decisions,
      events,
      recent,
      compare: await this.compareOf(operation, service?.binding ?? undefined),
      checklists: await this.hints.checklistsOf(
        caller,
        operation,
        service?.binding,
      ),
      can: await this.hints.canOf(
        caller,
        operation,
        decisions,
        service?.binding,
      ),
      now: (await stores.now()).toISOString(),
    });
  }

  async operation(caller: Caller, id: string): Promise<OperationView> {
    const operation = await this.stores.operations.get(id);
    if (!operation) {
      throw notFound('unknown-operation', `There is no operation '${id}'.`);
    }
    await this.access.requireReadIn(
      caller,
      operation.serviceRef,
      operation.environment,
    );
    return {
      id,
      number: operation.number,
      kind: operation.kind,
      service: operation.serviceRef,
      environment: operation.environment,
      state: operation.state,
      label: operation.label,
      message: operation.message,
      trouble: operation.trouble,
      code: operation.code,
      reason: operation.reason,
      url:
        operation.memory.runs?.deploy?.url ??
        (typeof operation.result.url === 'string'
          ? operation.result.url
          : null),
      requestedBy: operation.requestedBy,
      requestedAt: operation.requestedAt,
      finishedAt: operation.finishedAt,
      result: {
        artifact: operation.artifact,
        releaseId: operation.releaseId,
        buildId: operation.buildId,
        ...(operation.result.exitCode !== undefined && {
          exitCode: operation.result.exitCode,
        }),
      },
    };
  }

  private async compareOf(
    operation: OperationRecord,
    binding: Binding | undefined,
  ): Promise<Compare | null> {
    const base = operation.plan?.base;
    if (!binding || !base || !operation.commit) return null;
    const [before] = await this.stores.deployments.ofArtifact(
      operation.serviceRef,
      artifactKey(base),
    );
    if (!before?.commit) return null;
    const known = await this.stores.comparisons.get(
      repositoryKey(binding.repository),
      before.commit,
      operation.commit,
    );
    return known
      ? compareView(binding, before.commit, operation.commit, known)
      : null;
  }
}
