import { NotAllowedError } from '@backstage/errors';
import type {
  Accepted,
  CancelRequest,
  DecisionRequest,
  ResolveRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import { approvers, signers, type Deciders } from '../policy/deciders';
import { actOf, calledOf } from '../policy/gatedOperations';
import { resolution } from '../policy/resolution';
import type { Access, Caller } from './Access';
import { mayStopRun } from '../policy/runs';
import { requireBinding, requireService } from './lookups';
import { openPromotion } from './openPromotion';
import { accepted, type OperationWriter } from './OperationWriter';
import { badField, notFound, refuse } from './refuse';

const EVENTS = {
  approve: 'approved',
  reject: 'rejected-by',
  'sign-off': 'signed-off',
};

/** What people decide about a promotion that exists. */
export class DecisionService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async decide(
    caller: Caller,
    id: string,
    request: DecisionRequest,
  ): Promise<Accepted> {
    const meta = { promotion: id, decision: request.decision };
    return this.access.audited(caller, 'decide', meta, async () => {
      const { operation, binding, environment } = await this.open(caller, id);
      const isOwn = operation.requestedBy === caller.actor;
      const deciders = decidersOf(operation, request);
      if (!(request.decision === 'reject' && isOwn)) {
        await this.access.requireDecide(
          caller,
          binding,
          environment,
          deciders.flatMap(({ from }) => from),
        );
      }
      if (
        request.decision !== 'reject' &&
        isOwn &&
        deciders.some(({ preventSelfApproval }) => preventSelfApproval)
      ) {
        await this.refuseSelfApproval(caller, operation);
      }
      if (operation.state !== 'waiting') {
        throw refuse(
          'not-waiting',
          `${calledOf(operation)} is ${operation.state}; there is nothing to decide any more.`,
        );
      }
      if (operation.planHash !== request.planHash) {
        throw refuse(
          'plan-changed',
          'The plan changed since you looked. Look at it again, then decide.',
        );
      }
      await this.store(caller, operation, request);
      return accepted((await this.stores.operations.get(id))!);
    });
  }

  async cancel(
    caller: Caller,
    id: string,
    request: CancelRequest,
  ): Promise<Accepted> {
    const meta = { promotion: id };
    return this.access.audited(caller, 'cancel', meta, async () => {
      const { operation, binding, environment } = await this.open(caller, id);
      await this.access.requireAct(
        caller,
        binding,
        environment,
        actOf(operation),
      );
      if (mayStopRun(operation)) {
        const reason = request.reason ?? `asked for by ${caller.actor}`;
        return this.writer.note(operation, caller, 'cancel-requested', {
          memory: {
            ...operation.memory,
            cancelRequested: { by: caller.actor, reason },
          },
          message: 'GitHub is asked to cancel the run',
        });
      }
      if (!['requested', 'waiting'].includes(operation.state)) {
        throw refuse(
          'already-started',
          `${calledOf(operation)} is ${operation.state}: its change was sent. Wait for its end, or roll back after it.`,
        );
      }
      return this.writer.apply(operation, caller, 'cancelled', {
        code: 'cancelled',
        message: `Cancelled${request.reason ? `: ${request.reason}` : ''}`,
      });
    });
  }

  async resolve(
    caller: Caller,
    id: string,
    request: ResolveRequest,
  ): Promise<Accepted> {
    const meta = { promotion: id, outcome: request.outcome };
    return this.access.audited(caller, 'resolve', meta, async () => {
      const { operation, binding, environment } = await this.open(caller, id);
      await this.access.requireAct(caller, binding, environment, 'resolve');
      return this.settle(caller, operation, request);
    });
  }

  /** The same for operations that belong to no environment: their service's owner knows. */
  async resolveOperation(
    caller: Caller,
    id: string,
    request: ResolveRequest,
  ): Promise<Accepted> {
    const operation = await this.stores.operations.get(id);
    if (operation?.environment) return this.resolve(caller, id, request);
    const meta = { operation: id, outcome: request.outcome };
    return this.access.audited(caller, 'resolve', meta, async () => {
      if (!operation) {
        throw notFound('unknown-operation', `There is no operation '${id}'.`);
      }
      await this.access.requireRead(caller, operation.serviceRef);
      const binding =
        operation.memory.bound ??
        requireBinding(await requireService(this.stores, operation.serviceRef));
      await this.access.requireRelease(caller, binding);
      return this.settle(caller, operation, request);
    });
  }

  private async settle(
    caller: Caller,
    operation: OperationRecord,
    request: ResolveRequest,
  ): Promise<Accepted> {
    if (operation.state !== 'attention') {
      throw refuse(
        'not-in-attention',
        `${calledOf(operation)} is ${operation.state}; nothing is unknown about it.`,
      );
    }
    const effects = await this.stores.effects.ofOperation(operation.id);
    const happened = request.outcome === 'happened';
    const answer = resolution(operation, effects, request.outcome);
    return this.writer.apply(
      operation,
      caller,
      answer.event,
      {
        code: answer.event,
        memory: answer.memory,
        message: `A person said that it ${happened ? 'happened' : 'did not happen'}: ${request.reason}`,
      },
      async (stores, at) => {
        for (const effect of effects.filter(it => it.outcome === null)) {
          const said = { resolvedBy: caller.actor, reason: request.reason };
          const outcome = happened ? 'happened' : 'refused';
          await stores.effects.settle(effect, outcome, said, at);
        }
      },
    );
  }

  private open(caller: Caller, id: string) {
    return openPromotion(this.stores, this.access, caller, id);
  }

  private async refuseSelfApproval(
    caller: Caller,
    operation: OperationRecord,
  ): Promise<never> {
    await this.writer.audit(
      operation.serviceRef,
      caller,
      `${operation.kind}.self-approval-refused`,
      {},
      operation.id,
    );
    throw Object.assign(
      new NotAllowedError(
        'Who asked for it cannot approve it. Ask a colleague of the group.',
      ),
      { code: 'self-approval' },
    );
  }

  private async store(
    caller: Caller,
    operation: OperationRecord,
    request: DecisionRequest,
  ): Promise<void> {
    const add = async (stores: Stores, at: string) => {
      const added = await stores.decisions.add({
        operationId: operation.id,
        actor: caller.actor,
        decision: request.decision,
        gate: request.gate ?? '',
        emergency: operation.emergency,
        comment: request.comment,
        planHash: request.planHash,
        at,
        voided: null,
      });
      if (!added) {
        throw refuse(
          'decided-twice',
          request.gate
            ? `You have given the sign-off ${request.gate} already.`
            : 'You have decided this plan already; one person has one voice.',
        );
      }
      await stores.audit.append({
        chain: operation.serviceRef,
        at,
        actor: caller.actor,
        type: `${operation.kind}.${EVENTS[request.decision]}`,
        operationId: operation.id,
        data: {
          comment: request.comment,
          planHash: request.planHash,
          ...(request.gate && { gate: request.gate }),
          ...(operation.emergency && { emergency: true }),
        },
      });
      await stores.operations.markDue([operation.id], at);
    };
    if (request.decision === 'reject') {
      const code = 'rejected';
      const message = `Rejected by ${caller.actor}${request.comment ? `: ${request.comment}` : ''}`;
      await this.writer.apply(operation, caller, code, { code, message }, add);
      return;
    }
    const now = (await this.stores.now()).toISOString();
    await this.stores.transaction(stores => add(stores, now));
    this.writer.tell(operation);
  }
}

/** Whose decision it is; a name of no sign-off is a bad field. */
function decidersOf(
  { plan }: OperationRecord,
  { decision, gate }: DecisionRequest,
): Deciders[] {
  const named = signers(plan);
  if (decision === 'reject') return [...approvers(plan), ...named.values()];
  if (decision === 'approve') return approvers(plan);
  const found = named.get(gate!);
  if (!found) {
    throw badField(
      'gate',
      `this promotion has no sign-off '${gate}'; it has ${[...named.keys()].join(', ') || 'none'}`,
    );
  }
  return [found];
}
