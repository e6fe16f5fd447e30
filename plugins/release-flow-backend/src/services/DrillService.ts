import type { Drill, DrillRequest } from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { DeploymentRecord, EnvironmentRecord, Stores } from '../database';
import type { FactSources } from '../facts/gatherFacts';
import {
  drillRefusals,
  newDrill,
  wayRefusals,
  type DrillSubject,
} from '../policy/drillRefusals';
import type { Refusal } from '../policy/refusals';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import type { OperationWriter } from './OperationWriter';
import { prepare, type Prepared } from './prepare';
import type { PromotionService } from './PromotionService';
import { badField, notFound, refuse, refuseAll } from './refuse';
import { deploymentView } from './views/deploymentView';

const EARLIER_LOOKED_AT = 200;

interface Ways {
  back: Prepared;
  forward: Prepared;
  refusals: Refusal[];
}

/** Trying the way back: a rollback and the way forward again, for no other reason than to see it. */
export class DrillService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
    private readonly promotions: PromotionService,
  ) {}

  async drill(
    caller: Caller,
    ref: string,
    id: string,
    request: DrillRequest,
  ): Promise<Drill> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'drill', meta, async () => {
      await this.access.requireRead(caller, ref);
      const { stores } = this.sources;
      const service = await requireService(stores, ref);
      const binding = requireBinding(service);
      const environment = requireEnvironment(binding, id);
      await this.access.requireAct(caller, binding, environment, 'rollback');
      const before = await this.asked(caller, ref, id, request);
      if (before) return before;
      const record = await stores.environments.get(ref, id);
      const recorded = record?.deploymentId
        ? await stores.deployments.get(record.deploymentId)
        : undefined;
      const open = await stores.operations.openOfService(ref);
      const subject = { binding, environment, record, recorded, open };
      const refusals = drillRefusals(subject);
      if (refusals.length > 0) {
        throw await this.refused(caller, ref, id, refusals);
      }
      const target = await this.targetOf(subject, recorded!, request);
      if (!target) {
        throw await this.refused(caller, ref, id, [
          {
            code: 'nothing-earlier',
            message: `Nothing that ran in ${environment.title ?? id} before may be rolled back to, so there is no way back to try.`,
          },
        ]);
      }
      const ways = await this.waysOf(caller, subject, recorded!, target);
      const at = (await stores.now()).toISOString();
      const drill = newDrill(subject, {
        ...{ id: randomUUID(), by: caller.actor, at, reason: request.reason },
        from: { deployment: recorded!.id, label: recorded!.label },
        to: { deployment: target.id, label: target.label },
      });
      if (drill.kind === 'preflight') {
        return this.judge(caller, record!, drill, ways.refusals);
      }
      if (ways.refusals.length > 0) {
        throw await this.refused(caller, ref, id, ways.refusals);
      }
      return this.begin(caller, record!, drill, ways, request);
    });
  }

  /** The same request again answers with the drill that it began. */
  private async asked(
    caller: Caller,
    ref: string,
    id: string,
    { idempotencyKey }: DrillRequest,
  ): Promise<Drill | undefined> {
    const before = await this.writer.earlier(caller, ref, idempotencyKey);
    if (!before) return undefined;
    const { stores } = this.sources;
    const record = await stores.environments.get(ref, id);
    const operation = await stores.operations.get(before.id);
    const drill = record?.lastDrill;
    if (drill && drill.id === operation?.memory.drill?.id) return drill;
    throw refuse(
      'already-asked',
      'The same request came before, and there was another drill since. Ask again with a new idempotencyKey.',
    );
  }

  /** What was named, else the newest that may come back. */
  private async targetOf(
    { binding, environment }: DrillSubject,
    recorded: DeploymentRecord,
    { deployment: named }: DrillRequest,
  ): Promise<DeploymentRecord | undefined> {
    const { stores } = this.sources;
    const { ref } = binding.service;
    const builds = await stores.builds.ofService(ref);
    const now = (await stores.now()).toISOString();
    const mayComeBack = (record: DeploymentRecord) =>
      deploymentView(record, {
        ...{ environment, current: recorded, now },
        build: builds.find(({ id }) => id === record.buildId),
      }).rollback!;
    if (!named) {
      const ran = await stores.deployments.ofService(ref, {
        ...{ environment: environment.id, limit: EARLIER_LOOKED_AT },
      });
      return ran.find(record => mayComeBack(record).possible);
    }
    const found = await stores.deployments.get(named);
    if (found?.serviceRef !== ref) {
      throw notFound(
        'unknown-deployment',
        `${binding.service.title} has no deployment '${named}'.`,
      );
    }
    if (found.environment !== environment.id) {
      throw badField(
        'deployment',
        `it went live in ${found.environment}, not in ${environment.id}`,
      );
    }
    const { possible, message } = mayComeBack(found);
    if (possible) return found;
    throw refuse(
      'no-way-back',
      `${found.label} may not be rolled back to: ${message}.`,
    );
  }

  private async waysOf(
    { actor, via }: Caller,
    { binding, environment }: DrillSubject,
    recorded: DeploymentRecord,
    target: DeploymentRecord,
  ): Promise<Ways> {
    const wish = { environment, requestedBy: actor, via };
    const [back, forward] = await Promise.all([
      prepare(this.sources, binding, {
        ...{ ...wish, intent: 'rollback', deployment: target.id },
      }),
      prepare(this.sources, binding, {
        ...{ ...wish, intent: 'restore', deployment: recorded.id },
      }),
    ]);
    return {
      ...{ back, forward },
      refusals: [
        ...wayRefusals('back', back.refusals, back.gates),
        ...wayRefusals('forward', forward.refusals, forward.gates),
      ],
    };
  }

  /** Production is not changed for a drill: what a rollback would meet is all that is tried. */
  private async judge(
    caller: Caller,
    record: EnvironmentRecord,
    drill: Drill,
    refusals: Refusal[],
  ): Promise<Drill> {
    const { at, to } = drill;
    const judged: Drill = {
      ...{ ...drill, endedAt: at },
      ...(refusals.length > 0
        ? {
            state: 'failed',
            message: refusals.map(({ message }) => message).join('; '),
          }
        : {
            state: 'passed',
            passedAt: at,
            message: `${to.label} could be rolled back to, and come forward again from, once people agree; nothing was changed`,
          }),
    };
    await this.sources.stores.transaction(stores =>
      this.write(stores, caller, record, judged),
    );
    return judged;
  }

  private async begin(
    caller: Caller,
    record: EnvironmentRecord,
    drill: Drill,
    { back, forward }: Ways,
    { idempotencyKey }: DrillRequest,
  ): Promise<Drill> {
    const begun: Drill = {
      ...drill,
      back: { promotion: back.id, waitedMs: null, tookMs: null },
    };
    await this.promotions.begin(
      caller,
      back,
      {
        ...{ intent: 'rollback', idempotencyKey },
        reason: `Drill: ${drill.reason}`,
      },
      {
        drill: {
          ...{ id: drill.id, way: 'back', comesBack: drill.from.deployment },
          upstream: forward.plan.from,
          ...(forward.version && { version: forward.version }),
        },
      },
      stores => this.write(stores, caller, record, begun),
    );
    return begun;
  }

  private async write(
    stores: Stores,
    caller: Caller,
    record: EnvironmentRecord,
    drill: Drill,
  ): Promise<void> {
    if (!(await stores.environments.beginDrill(record, drill))) {
      throw refuse(
        'in-flight',
        `Somebody else began a drill in ${record.id} a moment ago.`,
      );
    }
    const { state, kind, from, to, reason, message } = drill;
    await stores.audit.append({
      ...{ chain: record.serviceRef, at: drill.at, actor: caller.actor },
      type: state === 'going-back' ? 'drill.asked' : `drill.${state}`,
      operationId: drill.back?.promotion ?? null,
      data: {
        ...{ environment: record.id, drill: drill.id, kind },
        ...{ from, to, reason, message, via: caller.via },
      },
    });
  }

  private async refused(
    caller: Caller,
    ref: string,
    environment: string,
    refusals: Refusal[],
  ): Promise<Error> {
    await this.writer.audit(ref, caller, 'drill.refused', {
      ...{ environment, refusals },
    });
    return refuseAll(refusals);
  }
}
