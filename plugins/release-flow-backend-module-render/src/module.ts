import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { releaseFlowProvidersExtensionPoint } from 'backstage-plugin-release-flow-node';
import { RenderApi } from './RenderApi';
import { readRenderConfig } from './renderConfig';
import { RenderTarget } from './RenderTarget';

/** Adds the target `render`. @public */
export const releaseFlowModuleRender = createBackendModule({
  pluginId: 'release-flow',
  moduleId: 'render',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: releaseFlowProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        const api = new RenderApi(readRenderConfig(config));
        providers.addTarget(new RenderTarget(api));
      },
    });
  },
});
