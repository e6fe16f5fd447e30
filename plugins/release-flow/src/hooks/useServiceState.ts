import { useApi } from '@backstage/frontend-plugin-api';
import type { ServiceState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../api';
import { isMoving, isOver } from '../lib/states';
import { useLive } from './useLive';

const isBusy = (service: ServiceState) =>
  service.operations.some(({ state }) => !isOver(state)) ||
  service.environments.some(
    ({ openPromotion }) => openPromotion && isMoving(openPromotion.state),
  );

/** Live state of one service, wherever it is shown. */
export function useServiceState(ref: string) {
  const api = useApi(releaseFlowApiRef);
  return useLive({
    key: ref,
    service: ref,
    load: signal => api.service(ref, { signal }),
    isBusy,
  });
}
