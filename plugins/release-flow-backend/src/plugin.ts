import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { releaseFlowProvidersExtensionPoint } from 'backstage-plugin-release-flow-node';
import { registerActions } from './actions';
import { readConfig } from './config';
import { Stores } from './database';
import { Engine } from './engine/Engine';
import { CatalogMembership } from './facts/membership';
import { subscribeToGithub } from './http/githubEvents';
import { createRouter } from './http/router';
import { createWebhookRouter } from './http/webhooks';
import { ProviderRegistry } from './ProviderRegistry';
import { createProviders } from './providers/createProviders';
import { createAnnouncer } from './announcer';
import { createChatWebhooks } from './chatWebhooks';
import { createChangeNotice } from './changeNotice';
import { Access } from './services/Access';
import { scheduleAudit } from './services/audit/scheduleAudit';
import { BindingSync } from './services/binding/BindingSync';
import { createEntityReader } from './services/binding/entityReader';
import { createRefresh } from './services/binding/refresh';
import { createServices } from './services/createServices';
import { registerPermissions } from './services/registerPermissions';

/**
 * The backend plugin alone, without its scaffolder and catalog modules.
 *
 * @public
 */
export default createBackendPlugin({
  pluginId: 'release-flow',
  register(env) {
    const registry = new ProviderRegistry();
    env.registerExtensionPoint({
      extensionPoint: releaseFlowProvidersExtensionPoint,
      factory: context =>
        registry.extensionPoint(error =>
          context.reportModuleStartupFailure({ error }),
        ),
    });
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const { config, logger } = deps;
        const settings = readConfig(config);
        if (settings.effects === 'disabled') {
          logger.warn(
            'Effects are disabled: promotions wait and nothing is sent. An in-memory database disables them too; say releaseFlow.effects: enabled to use them all the same.',
          );
        }
        const stores = await Stores.create(deps.database);
        const { registryLogins } = registry;
        registry.addOwn(createProviders({ config, logger, registryLogins }));
        const providers = registry.providers();
        const membership = new CatalogMembership(deps.catalog, deps.auth);
        const changed = createChangeNotice(deps.signals, logger);
        const announce = createAnnouncer(
          deps.notifications,
          logger,
          createChatWebhooks({
            webhooks: settings.announceWebhooks,
            logger,
            appUrl: config.getOptionalString('app.baseUrl'),
          }),
        );
        const access = new Access(
          deps.permissions,
          membership,
          deps.auditor,
          settings.automation,
        );
        const sources = { stores, providers, membership };
        const sync = new BindingSync({
          catalog: deps.catalog,
          auth: deps.auth,
          stores,
          installed: registry.installed(),
          logger,
          changed,
        });
        registerPermissions(deps.permissionsRegistry, stores);
        deps.httpRouter.addAuthPolicy({
          path: '/webhooks/github',
          allow: 'unauthenticated',
        });
        const services = createServices({
          sources,
          access,
          changed,
          announce,
          effects: settings.effects,
          inPortalReview: settings.inPortalReview,
          reporters: settings.reporters,
          refresh: createRefresh(sync, logger),
          catalog: {
            installed: registry.installed(),
            entities: createEntityReader(deps.catalog, deps.auth),
          },
        });
        deps.httpRouter.use(
          createRouter({
            httpAuth: deps.httpAuth,
            logger,
            services,
            webhooks: createWebhookRouter({
              secrets: settings.webhookSecrets,
              stores,
            }),
          }),
        );
        registerActions(
          deps.actionsRegistry,
          services,
          config.getOptionalString('app.baseUrl')?.replace(/\/$/, ''),
        );
        await subscribeToGithub(deps.events, stores);
        const engine = new Engine({
          ...sources,
          logger,
          changed,
          announce,
          settings: {
            effects: settings.effects,
            appUrl: config.getOptionalString('app.baseUrl')?.replace(/\/$/, ''),
            leaseMs: settings.engine.lease,
            sendWithinMs: settings.engine.sendWithin,
            readTimeoutMs: settings.engine.readTimeout,
            repositoryEveryMs: settings.polling.repository,
            environmentEveryMs: settings.polling.environment,
            activeEveryMs: settings.polling.active,
            doctorEveryMs: settings.polling.doctor,
          },
        });
        await deps.scheduler.scheduleTask({
          id: 'release-flow-bindings',
          frequency: { seconds: 10 },
          timeout: { minutes: 10 },
          initialDelay: { seconds: 2 },
          scope: 'global',
          fn: async signal => {
            await sync.syncWhenDue(signal);
          },
        });
        await scheduleAudit({ ...deps, ...settings.audit, stores });
        deps.lifecycle.addStartupHook(() => engine.start());
        deps.lifecycle.addShutdownHook(() => engine.stop());
      },
    });
  },
});
