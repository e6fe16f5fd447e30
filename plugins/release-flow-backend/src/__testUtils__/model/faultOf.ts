import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { EventOf } from './events';

/** How the next change goes wrong; only where the outcome is unknown it may have taken place. */
export function faultOf({ trouble, took }: EventOf<'fault'>) {
  const isUnknown = trouble === 'unknown-outcome' || trouble === 'bug';
  const error =
    trouble === 'bug'
      ? new Error('socket hang up')
      : new ProviderError(trouble, `it answers ${trouble}`);
  return { error: error as ProviderError, took: took && isUnknown };
}
