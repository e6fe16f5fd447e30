import type { Entity } from '@backstage/catalog-model';
import type {
  FlowCheck,
  FlowCheckRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, ServiceRecord, Stores } from '../database';
import { planSubjectOf, subjectOf } from '../facts/subject';
import {
  checkService,
  claimProblem,
  compareFlows,
  voidedFields,
  type Holder,
  type ServiceOutcome,
} from '../policy/flowCheck';
import { RELEASE_FLOW_KIND } from '../policy/flow';
import { flowRefOf, readFlow } from '../policy/flowState';
import type { Installed, PreparedFlow } from '../policy/preparedFlow';
import type { Access, Caller } from './Access';
import { decodeCursor, encodeCursor } from './cursor';
import { badField } from './refuse';
import { visibleServices } from './visibility';

/** Services of one page: what one request may take of the catalog and of our time. */
const PAGE = 200;

export interface FlowCheckSources {
  installed: Installed;
  /** Entities of the catalog, as the binding sync reads them. */
  entities(refs: string[]): Promise<Map<string, Entity>>;
}

interface Checked {
  service: ServiceRecord;
  outcome: ServiceOutcome;
}

/** What a changed flow would do to the services bound to it. Nothing is stored. */
export class FlowCheckService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly sources: FlowCheckSources,
  ) {}

  async check(
    caller: Caller,
    { entity, cursor }: FlowCheckRequest,
  ): Promise<FlowCheck> {
    if (entity.kind !== RELEASE_FLOW_KIND) {
      throw badField('entity.kind', `must be ${RELEASE_FLOW_KIND}`);
    }
    const visible = visibleServices(await this.access.readFilter(caller));
    const restrict = visible === 'all' ? undefined : visible;
    const state = readFlow(entity as Entity, this.sources.installed);
    const { ref, title, revision, prepared, error } = state;
    const known = await this.stores.flows.get(ref);
    const nothing: FlowCheck = {
      flow: {
        ref,
        title,
        known: known !== undefined,
        changed: known?.revision !== revision,
      },
      error,
      environments: [],
      gates: [],
      breaks: [],
      mends: [],
      moved: [],
      promotions: [],
      checked: 0,
      hidden: 0,
      nextCursor: null,
    };
    if (!prepared) return nothing;
    const filter = { flow: ref, restrict };
    const services = await this.stores.services.list({
      ...filter,
      after: decodeCursor<{ title: string; ref: string }>(cursor, {
        title: 'string',
        ref: 'string',
      }),
      limit: PAGE + 1,
    });
    const page = services.slice(0, PAGE);
    const last = page[page.length - 1];
    const checked = await this.checkAll(page, ref, prepared);
    return {
      ...nothing,
      ...(known?.spec && compareFlows(known.spec, prepared.flow.spec)),
      ...summaryOf(checked),
      promotions: await this.voided(checked),
      checked: page.length,
      hidden: restrict ? await this.hidden(ref, restrict) : 0,
      nextCursor:
        services.length > PAGE
          ? encodeCursor({ title: last.title, ref: last.ref })
          : null,
    };
  }

  private async checkAll(
    services: ServiceRecord[],
    flowRef: string,
    flow: PreparedFlow,
  ): Promise<Checked[]> {
    const { sources, stores } = this;
    const entities = await sources.entities(services.map(({ ref }) => ref));
    const checked = services.map(service => ({
      service,
      outcome: checkService(
        {
          entity: stillNaming(flowRef, entities.get(service.ref)),
          before: service,
        },
        flow,
        sources.installed,
      ),
    }));
    const claims = await stores.claims.holders(
      checked.flatMap(({ outcome }) =>
        outcome.moved.map(({ targetKey }) => targetKey),
      ),
    );
    const holders = new Map<string, Holder>(
      claims.map(claim => [claim.targetKey, claim]),
    );
    return checked.map(({ service, outcome }) => ({
      service,
      outcome: claimed(service.ref, outcome, holders),
    }));
  }

  /** Promotions that wait with a plan the flow would change, and any in an environment that would be gone. */
  private async voided(checked: Checked[]): Promise<FlowCheck['promotions']> {
    const open = await this.stores.operations.openOfServices(
      checked.map(({ service }) => service.ref),
    );
    const voided: FlowCheck['promotions'] = [];
    for (const operation of open) {
      const { service, outcome } = checked.find(
        ({ service: of }) => of.ref === operation.serviceRef,
      )!;
      const fields = await this.fieldsOf(operation, service, outcome);
      if (fields.length === 0) continue;
      voided.push({
        number: operation.number,
        id: operation.id,
        service: service.ref,
        environment: operation.environment,
        label: operation.label,
        fields,
      });
    }
    return voided;
  }

  private async fieldsOf(
    operation: OperationRecord,
    { binding: before }: ServiceRecord,
    { binding: after }: ServiceOutcome,
  ): Promise<string[]> {
    const { environment } = operation;
    if (operation.kind !== 'promotion' || !environment || !before || !after) {
      return [];
    }
    const { stores } = this;
    const subject = await subjectOf(stores, operation);
    const fields = voidedFields(
      before,
      after,
      environment,
      await planSubjectOf(stores, operation, subject),
    );
    // What was sent goes on under the plan it was sent with.
    return ['requested', 'waiting'].includes(operation.state)
      ? fields
      : fields.filter(field => field === 'environment');
  }

  private async hidden(
    flow: string,
    restrict: Exclude<ReturnType<typeof visibleServices>, 'all'>,
  ): Promise<number> {
    const { services } = this.stores;
    const [all, seen] = await Promise.all([
      services.count({ flow }),
      services.count({ flow, restrict }),
    ]);
    return all - seen;
  }
}

/** An entity that names another flow by now is none of this flow's business. */
function stillNaming(
  flowRef: string,
  entity: Entity | undefined,
): Entity | undefined {
  const named = entity && flowRefOf(entity);
  return named && 'ref' in named && named.ref === flowRef ? entity : undefined;
}

/** The first to ask for a free target has it, as when the flow is merged. */
function claimed(
  ref: string,
  outcome: ServiceOutcome,
  holders: Map<string, Holder>,
): ServiceOutcome {
  const error = claimProblem(ref, outcome.moved, holders);
  if (error) return { binding: null, error, moved: [] };
  for (const { environment, targetKey } of outcome.moved) {
    holders.set(targetKey, { serviceRef: ref, environment });
  }
  return outcome;
}

function summaryOf(
  checked: Checked[],
): Pick<FlowCheck, 'breaks' | 'mends' | 'moved'> {
  return {
    breaks: checked.flatMap(({ service, outcome }) =>
      outcome.error && !service.error
        ? [{ service: service.ref, ...outcome.error }]
        : [],
    ),
    mends: checked.flatMap(({ service, outcome }) =>
      service.error && !outcome.error ? [service.ref] : [],
    ),
    moved: checked.flatMap(({ service, outcome }) =>
      outcome.moved.map(move => ({ service: service.ref, ...move })),
    ),
  };
}
