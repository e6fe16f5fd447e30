import {
  ProviderError,
  type DeployProgress,
} from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import type { BoundEnvironment } from '../policy/binding';
import type { EngineContext } from './context';

/**
 * What the platform says of the change; `undefined` where it says nothing now. It makes an end come
 * sooner and tells people more, so a read that fails takes nothing away.
 */
export async function followTarget(
  { stores, providers, settings }: EngineContext,
  environment: BoundEnvironment,
  { id, artifact, intent, plan }: OperationRecord,
): Promise<DeployProgress | undefined> {
  const target = providers.targets.get(environment.target.type);
  if (!target?.follow || !artifact) return undefined;
  const effect = await stores.effects.get(id, 'deploy');
  const isOurs = plan!.deployer.by === 'target';
  const externalId = isOurs ? effect?.result?.externalId : undefined;
  try {
    return await target.follow(
      {
        intentId: `${id}:deploy`,
        config: environment.target,
        artifact,
        isRollback: intent === 'rollback',
        ...(typeof externalId === 'string' && { externalId }),
        ...(effect && { since: effect.committedAt }),
        ...(!isOurs && { sentElsewhere: true }),
      },
      { signal: AbortSignal.timeout(settings.readTimeoutMs) },
    );
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}
