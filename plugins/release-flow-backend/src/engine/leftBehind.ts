import type { OperationRecord, Stores } from '../database';

const LOOKED_AT = 20;

/** The last promotion of ours here that ended badly after something was sent. */
export async function leftBehind(
  stores: Stores,
  serviceRef: string,
  environment: string,
): Promise<OperationRecord | undefined> {
  const ended = await stores.operations.ended(serviceRef, {
    environment,
    limit: LOOKED_AT,
  });
  return ended.find(
    ({ kind, state, steps }) =>
      kind === 'promotion' &&
      ['failed', 'errored'].includes(state) &&
      steps.some(({ id, startedAt }) => id === 'deploy' && startedAt),
  );
}
