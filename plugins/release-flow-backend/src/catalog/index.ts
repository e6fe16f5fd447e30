import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { ReleaseFlowProcessor } from './ReleaseFlowProcessor';

/**
 * Module of the catalog: `kind: ReleaseFlow`, checked when it is registered.
 *
 * @public
 */
export default createBackendModule({
  pluginId: 'catalog',
  moduleId: 'release-flow',
  register(reg) {
    reg.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addProcessor(new ReleaseFlowProcessor());
      },
    });
  },
});
