import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createActions, realTime } from './actions';

/**
 * Module of the scaffolder: template actions that ask Release Flow for what a person could ask for
 * on its pages, as that person and under the same rules.
 *
 * @public
 */
export default createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'release-flow',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const appUrl = config.getString('app.baseUrl').replace(/\/$/, '');
        actions.addActions(
          ...createActions({ auth, discovery, appUrl, ...realTime }),
        );
      },
    });
  },
});
