import {
  isTerminal,
  type Accepted,
  type CancelRequest,
  type Preflight,
  type PreflightRequest,
  type PromotionRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationMemory, Stores } from '../database';
import type { FactSources } from '../facts/gatherFacts';
import { verificationTitle } from '../facts/verificationTitle';
import { adviceOf } from '../policy/advice';
import { waitsUntil } from '../policy/expiry';
import { newOperation, promotionFields } from '../policy/newOperation';
import { stepsOf } from '../policy/steps';
import type { Access, Caller } from './Access';
import { ACT_OF } from './acts';
import type { EphemeralService } from './EphemeralService';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import type { OperationWriter } from './OperationWriter';
import { preflightView } from './preflightView';
import { prepare, type Prepared } from './prepare';
import { badField, notFound, refuse, refuseAll } from './refuse';

/** Asking for promotions, and what asking would lead to. */
export class PromotionService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
    private readonly ephemeral: EphemeralService,
  ) {}

  async preflight(
    caller: Caller,
    ref: string,
    request: PreflightRequest,
  ): Promise<Preflight> {
    await this.access.requireRead(caller, ref);
    const service = await requireService(this.sources.stores, ref);
    const binding = requireBinding(service);
    const environment = requireEnvironment(binding, request.environment);
    await this.access.requireReadIn(caller, ref, environment.id);
    const denied = await this.access.denial(
      caller,
      binding,
      environment,
      request.emergency ? 'emergency' : ACT_OF[request.intent],
    );
    if (request.intent === 'ephemeral') {
      const answer = await this.ephemeral.preflight(
        binding,
        environment,
        request,
      );
      return withDenial(answer, denied);
    }
    if (!request.release && !request.deployment) {
      throw badField('release', 'name the release, or the deployment');
    }
    const prepared = await prepare(this.sources, binding, {
      ...request,
      environment,
      requestedBy: caller.actor,
      via: caller.via,
      isTrial: true,
    });
    const inEmergency = request.emergency
      ? denied
      : await this.access.denial(caller, binding, environment, 'emergency');
    const answer = await preflightView(this.sources, prepared, {
      possible: !inEmergency,
      message: inEmergency ?? 'You may ask for it as an emergency',
    });
    return withDenial(answer, denied);
  }

  async promote(
    caller: Caller,
    ref: string,
    request: PromotionRequest,
    memory: OperationMemory = {},
  ): Promise<Accepted> {
    const { stores } = this.sources;
    const meta = { service: ref, environment: request.environment };
    return this.access.audited(caller, 'promote', meta, async () => {
      await this.access.requireRead(caller, ref);
      const service = await requireService(stores, ref);
      const binding = requireBinding(service);
      const environment = requireEnvironment(binding, request.environment);
      await this.access.requireAct(
        caller,
        binding,
        environment,
        request.emergency ? 'emergency' : ACT_OF[request.intent],
      );
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      if (request.intent === 'rollback' && !request.reason) {
        throw badField('reason', 'a rollback needs a reason');
      }
      const prepared = await prepare(this.sources, binding, {
        ...request,
        environment,
        requestedBy: caller.actor,
        via: caller.via,
      });
      if (prepared.refusals.length > 0) {
        // Sent again while the first was being stored, it would be refused because of itself.
        const meanwhile = await this.writer.earlier(
          caller,
          ref,
          request.idempotencyKey,
        );
        if (meanwhile) return meanwhile;
        await this.writer.audit(ref, caller, 'promotion.refused', {
          environment: environment.id,
          label: prepared.label,
          refusals: prepared.refusals,
        });
        throw await this.refused(caller, prepared);
      }
      return this.begin(caller, prepared, request, memory);
    });
  }

  /** A flow that only advises says what it would have decided. */
  private async refused(caller: Caller, prepared: Prepared): Promise<Error> {
    const { binding, environment, gates, refusals, label } = prepared;
    if (binding.mode !== 'advise') return refuseAll(refusals);
    const advice = adviceOf(
      gates,
      refusals.filter(({ code }) => code !== 'mode-advise'),
    );
    await this.writer.audit(binding.service.ref, caller, 'flow.advised', {
      environment: environment.id,
      label,
      ...advice,
    });
    const [first, ...others] = refusals;
    const told = { ...first, message: `${first.message} ${advice.message}.` };
    return Object.assign(refuseAll([told, ...others]), { advice });
  }

  async retry(
    caller: Caller,
    id: string,
    request: CancelRequest,
  ): Promise<Accepted> {
    return this.access.audited(caller, 'retry', { promotion: id }, async () => {
      const operation = await this.sources.stores.operations.get(id);
      if (!operation || operation.kind !== 'promotion') {
        throw notFound('unknown-promotion', `There is no promotion '${id}'.`);
      }
      await this.access.requireReadIn(
        caller,
        operation.serviceRef,
        operation.environment,
      );
      if (!isTerminal(operation.state)) {
        throw refuse(
          'not-over',
          `Promotion ${operation.number} is ${operation.state}. Retry it when it is over.`,
        );
      }
      if (operation.intent === 'ephemeral' || operation.origin === 'external') {
        throw refuse(
          'not-retryable',
          operation.intent === 'ephemeral'
            ? 'Build the branch again instead.'
            : 'It was deployed elsewhere. Ask for a promotion instead.',
        );
      }
      const { repairs } = operation.memory;
      return this.promote(
        caller,
        operation.serviceRef,
        {
          environment: operation.environment!,
          release: operation.releaseId ?? undefined,
          deployment: operation.deploymentId ?? undefined,
          from: operation.fromEnvironment ?? undefined,
          ...(operation.emergency && { emergency: true }),
          version: operation.memory.version,
          intent: operation.intent ?? 'promote',
          reason:
            request.reason ??
            operation.reason ??
            `Retry of promotion ${operation.number}`,
        },
        repairs ? { repairs } : {},
      );
    });
  }

  /** Stores what was found to be possible; `also` runs in the same transaction. */
  async begin(
    caller: Caller,
    prepared: Prepared,
    request: Pick<PromotionRequest, 'intent' | 'reason' | 'idempotencyKey'>,
    memory: OperationMemory,
    also?: (stores: Stores) => Promise<void>,
  ): Promise<Accepted> {
    const { stores } = this.sources;
    const { binding, environment, plan, subject, facts } = prepared;
    const now = (await stores.now()).toISOString();
    const operation = newOperation(binding, 'promotion', now, {
      ...promotionFields(
        environment,
        request.intent,
        plan,
        prepared.hash,
        stepsOf(plan, environment, verificationTitle(this.sources.providers)),
        subject.artifact,
      ),
      id: prepared.id,
      origin: caller.kind === 'user' ? 'person' : 'automation',
      via: caller.via,
      label: prepared.label,
      message: 'Gates are being checked',
      requestedBy: caller.actor,
      releaseId: subject.release?.id ?? null,
      buildId: subject.build?.id ?? null,
      deploymentId: subject.rollbackTo?.id ?? null,
      commit: prepared.commit,
      gitRef: subject.build?.ref ?? subject.release?.branch ?? null,
      reason: request.reason ?? null,
      emergency: plan.emergency,
      memory: {
        ...memory,
        ...(prepared.version && { version: prepared.version }),
      },
      base: facts.current
        ? { label: facts.current.label, artifact: facts.current.artifact }
        : null,
      gates: prepared.gates,
      gatesAt: facts.now,
      idempotencyKey: request.idempotencyKey ?? null,
      expiresAt: waitsUntil(plan, now),
    });
    return this.writer.create(caller, operation, also);
  }
}

/** Who may not act hears it before pressing the button, first of all. */
function withDenial(answer: Preflight, denied: string | undefined): Preflight {
  if (!denied) return answer;
  return {
    ...answer,
    allowed: false,
    refusals: [{ code: 'not-allowed', message: denied }, ...answer.refusals],
  };
}
