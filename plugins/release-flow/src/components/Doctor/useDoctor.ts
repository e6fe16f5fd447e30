import { useApi } from '@backstage/frontend-plugin-api';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';

/** What the doctor saw of a service, fresh while a look is under way. */
export function useDoctor(ref: string) {
  const api = useApi(releaseFlowApiRef);
  return useLive({
    key: ref,
    service: ref,
    load: signal => api.doctor(ref, { signal }),
    isBusy: doctor => doctor.isLooking,
  });
}

/** What the doctor saw of a flow and of all its services. */
export function useFlowDoctor(ref: string) {
  const api = useApi(releaseFlowApiRef);
  return useLive({
    key: ref,
    load: signal => api.flowDoctor(ref, { signal }),
  });
}
