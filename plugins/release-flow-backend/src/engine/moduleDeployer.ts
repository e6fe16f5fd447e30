import {
  ProviderError,
  type DeployerProvider,
  type DeployRequest,
} from 'backstage-plugin-release-flow-node';
import type { EffectRecord, OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { failSteps, withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';
import type { EffectCall } from './effects';

interface Deployment {
  provider: DeployerProvider;
  request: DeployRequest<unknown>;
}

/** Throws `ProviderError` when the plan's deployer can't be used. */
function deploymentOf(
  { providers }: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Deployment {
  const { deployer: type, config } = operation.plan!.deployer;
  const provider = providers.deployers.get(String(type));
  const problem = provider
    ? provider.schema.safeParse(config).error?.issues[0]?.message
    : 'no module provides it';
  if (!provider || problem) {
    throw new ProviderError('refused', `The deployer '${type}': ${problem}`);
  }
  return {
    provider,
    request: {
      intentId: `${operation.id}:deploy`,
      config: provider.schema.parse(config),
      service: { ref: binding.service.ref, repository: binding.repository },
      environment: { id: environment.id, tier: environment.tier },
      artifact: operation.artifact!,
      commit: operation.commit ?? undefined,
    },
  };
}

/** A change that a module's deployer makes. */
export function moduleEffect(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const deployment = () =>
    deploymentOf(context, binding, environment, operation);
  return {
    step: 'deploy',
    kind: 'module-deploy',
    isGated: true,
    intent: { deployer: operation.plan!.deployer.deployer },
    send: async signalled => {
      const { provider, request } = deployment();
      return { ...(await provider.send(request, signalled)) };
    },
    lookup: async (_effect, signalled) => {
      const { provider, request } = deployment();
      if (!provider.lookup) return { outcome: 'unknown' };
      const { outcome, ...result } = await provider.lookup(request, signalled);
      return { outcome, result };
    },
  };
}

/** Where a change that was sent stands, and what that means for the operation. */
export async function followModule(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  { result }: EffectRecord,
): Promise<{ isDone: boolean; operation: OperationRecord }> {
  const { stores, settings } = context;
  const { provider, request } = deploymentOf(
    context,
    binding,
    environment,
    operation,
  );
  const { externalId, url: sentUrl } = (result ?? {}) as {
    externalId?: string;
    url?: string;
  };
  const progress = (await provider.follow?.(
    { ...request, externalId },
    { signal: AbortSignal.timeout(settings.readTimeoutMs) },
  )) ?? { status: 'done' as const, message: 'It was sent' };
  const url = progress.url ?? sentUrl ?? null;
  const seen = { steps: withStep(operation.steps, 'deploy', { url }) };
  if (progress.status === 'done') {
    return { isDone: true, operation: { ...operation, ...seen } };
  }
  if (progress.status === 'failed') {
    const moved = await advance(context, operation, {
      event: 'refused',
      change: {
        code: 'deployer-failed',
        message: progress.message,
        steps: failSteps(seen.steps),
      },
    });
    return { isDone: false, operation: moved };
  }
  const waiting = await annotate(context, operation, {
    ...seen,
    message: progress.message,
    trouble: null,
    dueAt: after(await stores.now(), settings.activeEveryMs),
  });
  return { isDone: false, operation: waiting };
}
