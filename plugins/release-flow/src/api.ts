import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ReleaseFlowClient } from 'backstage-plugin-release-flow-common';

/** What the pages ask the backend; `ReleaseFlowClient` is the implementation. @public */
export type ReleaseFlowApi = Pick<ReleaseFlowClient, keyof ReleaseFlowClient>;

/** @public */
export const releaseFlowApiRef = createApiRef<ReleaseFlowApi>().with({
  id: 'plugin.release-flow.client',
  pluginId: 'release-flow',
});
