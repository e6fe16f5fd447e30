import { toError } from '@backstage/errors';
import { isTerminal } from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import {
  environmentAsBegun,
  type Binding,
  type BoundEnvironment,
} from '../policy/binding';
import { GATED_KINDS } from '../policy/gatedOperations';
import { LookupError } from '../policy/lookups';
import { advance, annotate, StaleOperationError } from './advance';
import { after, backoffMs } from './backoff';
import { watching } from './availability';
import type { Claim, EngineContext } from './context';
import { processDeploying } from './deploying';
import { processGated } from './gated';
import { processOther } from './otherKinds';
import { processRollingBack } from './rollingBack';
import { processVerifying } from './verifying';
import { LockTakenError } from './start';
import { processWaiting } from './waiting';

/** Looks that may follow one another at once while one claim lasts. */
const MOVES_PER_CLAIM = 12;

/** Moves one claimed operation as far as it goes now. */
export class OperationRunner {
  constructor(private readonly context: EngineContext) {}

  async run(claimed: OperationRecord, claim: Claim): Promise<void> {
    const { stores } = this.context;
    try {
      let operation = claimed;
      for (let move = 0; move < MOVES_PER_CLAIM; move++) {
        if (move > 0 && !(await this.extendLease(claimed.id, claim))) break;
        const next = await this.step(operation, claim);
        const now = (await stores.now()).toISOString();
        const goesOn =
          !isTerminal(next.state) && next.dueAt !== null && next.dueAt <= now;
        operation = next;
        if (!goesOn) break;
      }
    } finally {
      await stores.operations.releaseLease(claimed.id, claim.token);
    }
  }

  /** False when the lease ran out and somebody else has the operation. */
  private async extendLease(id: string, claim: Claim): Promise<boolean> {
    const { stores, settings } = this.context;
    const now = await stores.now();
    return stores.operations.extendLease(
      id,
      claim.token,
      after(now, settings.leaseMs),
    );
  }

  private async step(
    operation: OperationRecord,
    claim: Claim,
  ): Promise<OperationRecord> {
    try {
      return await this.process(operation, claim);
    } catch (error) {
      return this.recover(operation, error);
    }
  }

  private async process(
    operation: OperationRecord,
    claim: Claim,
  ): Promise<OperationRecord> {
    const { context } = this;
    const service = await context.stores.services.get(operation.serviceRef);
    if (service?.removedAt && isBeforeEffect(operation)) {
      return this.end(
        operation,
        'service-removed',
        'The service is not bound to a flow any more, so nothing was sent.',
      );
    }
    const current = service && !service.error ? service.binding : null;
    // What was sent goes on to its end on what the service was bound to then.
    const begun = isBeforeEffect(operation)
      ? undefined
      : operation.memory.bound;
    if (service?.removedAt && operation.state === 'attention' && !begun) {
      return this.abandon(
        operation,
        'service-removed',
        'The service is not bound to a flow any more, so nobody can say what became of it.',
      );
    }
    const binding = begun ?? current;
    if (!binding) {
      const now = await context.stores.now();
      return annotate(context, operation, {
        trouble: service?.error
          ? `The service's binding is broken at ${service.error.field}: ${service.error.message}`
          : 'The service is not bound to a flow any more.',
        dueAt: after(now, 30_000),
      });
    }
    if (!GATED_KINDS.includes(operation.kind)) {
      if (operation.state === 'attention') {
        return annotate(context, operation, { dueAt: null });
      }
      return processOther(context, claim, binding, operation);
    }
    return this.processInEnvironment(
      operation,
      claim,
      binding,
      environmentAsBegun(
        binding,
        service?.removedAt ? null : current,
        operation.environment!,
      ),
    );
  }

  private async processInEnvironment(
    operation: OperationRecord,
    claim: Claim,
    binding: Binding,
    environment: BoundEnvironment | undefined,
  ): Promise<OperationRecord> {
    const { context } = this;
    if (!environment) {
      return this.abandon(
        operation,
        'environment-gone',
        `The flow has no environment ${operation.environment} any more.`,
      );
    }
    if (operation.kind !== 'promotion') {
      return processGated(context, claim, binding, environment, operation);
    }
    switch (operation.state) {
      case 'requested':
        return advance(context, operation, { event: 'accepted' });
      case 'waiting':
        return processWaiting(context, claim, binding, environment, operation);
      case 'deploying':
      case 'waiting-in-github':
        return watching(context, environment, operation, watched =>
          processDeploying(context, claim, binding, environment, watched),
        );
      case 'verifying':
        return watching(context, environment, operation, watched =>
          processVerifying(context, claim, binding, environment, watched),
        );
      case 'rolling-back':
        return processRollingBack(
          context,
          claim,
          binding,
          environment,
          operation,
        );
      default:
        return annotate(context, operation, { dueAt: null });
    }
  }

  /** Trouble outside waits and says why; a fault of ours is logged and tried again later. */
  private async recover(
    operation: OperationRecord,
    error: unknown,
  ): Promise<OperationRecord> {
    const { stores, logger } = this.context;
    const now = await stores.now();
    if (error instanceof StaleOperationError) {
      return { ...operation, dueAt: after(now, 1_000) };
    }
    const fresh = (await stores.operations.get(operation.id)) ?? operation;
    if (isTerminal(fresh.state)) return fresh;
    if (error instanceof LockTakenError) {
      return annotate(this.context, fresh, { dueAt: after(now, 2_000) });
    }
    if (error instanceof LookupError) {
      return this.end(fresh, 'look-up-failed', error.message);
    }
    const { message, stack } = toError(error);
    const expected = error instanceof ProviderError || isAbort(error);
    if (!expected) {
      logger.error(`Operation ${operation.id} met a fault: ${stack}`);
    }
    if (error instanceof ProviderError && !error.isTransient) {
      logger.warn(`Operation ${operation.id}: ${message}`);
    }
    return annotate(this.context, fresh, {
      trouble: isAbort(error) ? 'No answer in time; trying again.' : message,
      failures: fresh.failures + 1,
      dueAt: after(now, backoffMs(fresh.failures, error)),
    });
  }

  /** Ends what nobody can follow any more, whatever its state. */
  private abandon(operation: OperationRecord, code: string, message: string) {
    return advance(this.context, operation, {
      event: operation.state === 'attention' ? 'refused' : 'broke',
      change: { code, message },
    });
  }

  private end(operation: OperationRecord, code: string, message: string) {
    return advance(this.context, operation, {
      event: 'broke',
      change: { code, message },
    });
  }
}

function isBeforeEffect(operation: OperationRecord): boolean {
  return ['requested', 'waiting'].includes(operation.state);
}

function isAbort(error: unknown): boolean {
  const { name } = toError(error);
  return name === 'AbortError' || name === 'TimeoutError';
}
