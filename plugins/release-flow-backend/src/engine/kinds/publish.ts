import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import type { Kind } from './kind';

export const publish: Kind = {
  effect: publishEffect,
  followsRun: false,
  done: ({ label }) => `${label} is published`,
};

/** Publishing twice is publishing once, so an unknown answer is asked of the release itself. */
function publishEffect(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): EffectCall {
  const { codeHost, codeHostEffects } = context.providers;
  const hostId = String(operation.result.hostId);
  return {
    step: 'deploy',
    kind: 'publish-release',
    isGated: false,
    intent: { release: hostId },
    send: async provider => {
      const release = await codeHostEffects.publishRelease(
        binding.repository,
        hostId,
        provider,
      );
      return { url: release.url };
    },
    lookup: async (_effect, provider) => {
      const release = await codeHost.release(
        binding.repository,
        hostId,
        provider,
      );
      if (!release) return { outcome: 'unknown' };
      return {
        outcome: release.state === 'draft' ? 'absent' : 'happened',
        result: { url: release.url },
      };
    },
  };
}
