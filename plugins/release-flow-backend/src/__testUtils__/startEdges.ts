import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { registerActions } from '../actions';
import { createRouter } from '../http/router';
import { createWebhookRouter } from '../http/webhooks';
import { Access } from '../services/Access';
import { createServices } from '../services/createServices';
import { registerPermissions } from '../services/registerPermissions';
import type { Harness } from './harness';
import { noCatalog } from './noCatalog';
import { PolicyPermissions } from './PolicyPermissions';

/** Every edge over the harness's database, in a backend with the framework's own registries. */
export async function startEdges(harness: Harness) {
  const permissions = new PolicyPermissions();
  const audited: string[] = [];
  const plugin = createBackendPlugin({
    pluginId: 'release-flow',
    register(env) {
      env.registerInit({
        deps: {
          actionsRegistry: actionsRegistryServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
        },
        async init(deps) {
          const auditor = mockServices.auditor.mock({
            createEvent: async ({ eventId }) => ({
              success: async () => void audited.push(`${eventId}: success`),
              fail: async () => void audited.push(`${eventId}: fail`),
            }),
          });
          const { membership } = harness.context;
          const services = createServices({
            sources: harness.context,
            access: new Access(deps.permissions, membership, auditor, []),
            changed: () => undefined,
            effects: 'enabled',
            inPortalReview: true,
            reporters: [{ subject: 'external:ci', services: ['*:*/*'] }],
            refresh: async () => undefined,
            catalog: noCatalog,
          });
          registerPermissions(deps.permissionsRegistry, harness.stores);
          registerActions(deps.actionsRegistry, services, 'http://portal');
          const { stores } = harness;
          const webhooks = createWebhookRouter({ secrets: ['shh'], stores });
          const { httpAuth } = deps;
          deps.httpRouter.use(createRouter({ httpAuth, services, webhooks }));
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      plugin,
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => permissions,
      }),
    ],
  });
  const url = `http://localhost:${backend.server.port()}/api/release-flow`;
  permissions.pluginUrl = url;
  return { permissions, audited, url, stop: () => backend.stop() };
}
