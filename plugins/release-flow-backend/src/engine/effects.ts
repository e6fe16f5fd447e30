import { toError } from '@backstage/errors';
import {
  ProviderError,
  type EffectOutcome,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import type { EffectRecord, OperationRecord, Stores } from '../database';
import { after, backoffMs } from './backoff';
import type { Claim, EngineContext } from './context';
import { deadline } from './deadline';

/**
 * The part of the time until `notAfter` in which a call may be under way. The rest is for what is
 * on its way or queued at the other end: a successor must not look before it took place.
 */
const SENDING_PART = 2 / 3;

export interface EffectCall {
  step: string;
  kind: string;
  intent: Record<string, unknown>;
  /** What was not sent after all goes through every gate again before it is. */
  isGated: boolean;
  send(context: ProviderContext): Promise<Record<string, unknown>>;
  lookup(
    effect: EffectRecord,
    context: ProviderContext,
  ): Promise<{ outcome: EffectOutcome; result?: Record<string, unknown> }>;
}

export type EffectAnswer =
  | { status: 'happened'; effect: EffectRecord }
  | { status: 'refused'; message: string }
  | { status: 'unknown'; message: string }
  | { status: 'absent'; dueAt: string; trouble: string }
  | { status: 'wait'; dueAt: string; trouble: string | null };

export function newEffect(
  { settings }: Pick<EngineContext, 'settings'>,
  operation: OperationRecord,
  call: Pick<EffectCall, 'step' | 'kind' | 'intent'>,
  claim: Claim,
  now: Date,
): EffectRecord {
  return {
    id: randomUUID(),
    operationId: operation.id,
    step: call.step,
    kind: call.kind,
    intent: call.intent,
    leaseToken: claim.token,
    committedAt: now.toISOString(),
    notAfter: after(now, settings.sendWithinMs),
    outcome: null,
    result: null,
    settledAt: null,
  };
}

/** Commits the intent beside whatever else the transaction does; an absent one is taken up again. */
export async function commitEffect(
  stores: Stores,
  effect: EffectRecord,
): Promise<void> {
  if (await stores.effects.commit(effect)) return;
  const before = await stores.effects.get(effect.operationId, effect.step);
  const { leaseToken, committedAt, notAfter } = effect;
  const isTaken =
    before?.outcome === 'absent' &&
    (await stores.effects.renew(before, { leaseToken, committedAt, notAfter }));
  if (!isTaken) {
    throw new Error(`Step ${effect.step} was committed by another worker`);
  }
}

/**
 * Brings one effect about, at most once.
 *
 * The intent is committed before the call. Only the worker whose claim committed it sends it, and
 * only before `notAfter`. Anybody else waits until then and asks what became of it.
 */
export async function perform(
  context: EngineContext,
  operation: OperationRecord,
  claim: Claim,
  call: EffectCall,
): Promise<EffectAnswer> {
  const { stores } = context;
  const now = await stores.now();
  let effect = await stores.effects.get(operation.id, call.step);
  if (!effect) {
    effect = newEffect(context, operation, call, claim, now);
    if (!(await stores.effects.commit(effect))) return taken(now);
  }
  if (effect.outcome === 'happened') return { status: 'happened', effect };
  if (effect.outcome === 'refused') {
    return { status: 'refused', message: String(effect.result?.message) };
  }
  if (effect.leaseToken === claim.token && effect.outcome === null) {
    return send(context, operation, claim, call, effect);
  }
  if (effect.outcome === null && effect.notAfter > now.toISOString()) {
    return { status: 'wait', dueAt: effect.notAfter, trouble: null };
  }
  return findOut(context, operation, claim, call, effect);
}

/** Another worker was faster; what it did is seen soon. */
function taken(now: Date): EffectAnswer {
  return { status: 'wait', dueAt: after(now, 1_000), trouble: null };
}

/** Until when the call may be under way. */
function sendingEnds({ committedAt, notAfter }: EffectRecord): number {
  const from = Date.parse(committedAt);
  return from + (Date.parse(notAfter) - from) * SENDING_PART;
}

async function findOut(
  context: EngineContext,
  operation: OperationRecord,
  claim: Claim,
  call: EffectCall,
  effect: EffectRecord,
): Promise<EffectAnswer> {
  const { stores, settings } = context;
  const signal = AbortSignal.timeout(settings.readTimeoutMs);
  const found =
    effect.outcome === 'absent'
      ? { outcome: 'absent' as const, result: undefined }
      : await call.lookup(effect, { signal });
  const now = await stores.now();
  const at = now.toISOString();
  if (found.outcome === 'unknown') {
    return {
      status: 'unknown',
      message: `It is not known whether '${call.step}' happened. Look at the target, then say how it ended.`,
    };
  }
  if (found.outcome === 'happened') {
    const result = { ...effect.result, ...found.result, found: true };
    if (!(await stores.effects.settle(effect, 'happened', result, at))) {
      return taken(now);
    }
    return {
      status: 'happened',
      effect: { ...effect, outcome: 'happened', result },
    };
  }
  if (call.isGated) {
    const trouble = 'It was interrupted before anything was sent.';
    const isMine =
      effect.outcome === 'absent' ||
      (await stores.effects.settle(effect, 'absent', { message: trouble }, at));
    return isMine ? { status: 'absent', dueAt: at, trouble } : taken(now);
  }
  const renewed = {
    leaseToken: claim.token,
    committedAt: at,
    notAfter: after(now, settings.sendWithinMs),
  };
  if (!(await stores.effects.renew(effect, renewed))) return taken(now);
  return send(context, operation, claim, call, { ...effect, ...renewed });
}

async function send(
  context: EngineContext,
  operation: OperationRecord,
  claim: Claim,
  call: EffectCall,
  effect: EffectRecord,
): Promise<EffectAnswer> {
  const { stores, settings, logger } = context;
  const now = await stores.now();
  const stands = await stores.operations.holdsLease(
    operation.id,
    claim.token,
    now.toISOString(),
  );
  const left = sendingEnds(effect) - now.getTime();
  if (!stands || left <= 0) {
    return { status: 'wait', dueAt: effect.notAfter, trouble: null };
  }
  const signal = deadline(Math.min(settings.readTimeoutMs, left));
  try {
    const result = await call.send({ signal });
    const settledAt = (await stores.now()).toISOString();
    await stores.effects.settle(effect, 'happened', result, settledAt);
    logger.info(`Sent ${call.kind} for ${operation.label}`, {
      operation: operation.id,
      step: call.step,
    });
    return {
      status: 'happened',
      effect: { ...effect, outcome: 'happened', result },
    };
  } catch (error) {
    return settleFailure(context, operation, call, effect, error);
  }
}

async function settleFailure(
  context: EngineContext,
  operation: OperationRecord,
  call: EffectCall,
  effect: EffectRecord,
  error: unknown,
): Promise<EffectAnswer> {
  const { stores } = context;
  const now = await stores.now();
  const at = now.toISOString();
  const { message } = toError(error);
  const trouble =
    error instanceof ProviderError ? error.trouble : 'unknown-outcome';
  if (trouble === 'refused' || trouble === 'not-found') {
    const isMine = await stores.effects.settle(
      effect,
      'refused',
      { message },
      at,
    );
    return isMine ? { status: 'refused', message } : taken(now);
  }
  if (trouble === 'unknown-outcome') {
    return { status: 'wait', dueAt: effect.notAfter, trouble: message };
  }
  if (!(await stores.effects.settle(effect, 'absent', { message }, at))) {
    return taken(now);
  }
  return {
    status: call.isGated ? 'absent' : 'wait',
    dueAt: after(now, backoffMs(operation.failures, error)),
    trouble: message,
  };
}
