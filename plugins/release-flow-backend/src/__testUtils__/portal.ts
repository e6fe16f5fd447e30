import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import express from 'express';
import type { AddressInfo } from 'net';
import { once } from 'events';
import { createRouter } from '../http/router';
import { Access } from '../services/Access';
import { createServices } from '../services/createServices';
import type { FlowCheckSources } from '../services/FlowCheckService';
import type { Harness } from './harness';
import { noCatalog } from './noCatalog';

/** The REST API over a harness, on a port of its own. */
export class Portal {
  /** What the permission framework answers. */
  decision: PolicyDecision = { result: AuthorizeResult.ALLOW };
  basic: AuthorizeResult.ALLOW | AuthorizeResult.DENY = AuthorizeResult.ALLOW;
  readonly audited: Array<{ id: string; end: string; meta: unknown }> = [];
  url = '';
  private close: () => Promise<void> = async () => undefined;

  static async start(
    harness: Harness,
    catalog: FlowCheckSources = noCatalog,
  ): Promise<Portal> {
    const portal = new Portal();
    const app = express();
    app.use('/api/release-flow', portal.router(harness, catalog));
    app.use(mockErrorHandler());
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    portal.url = `http://127.0.0.1:${port}`;
    portal.close = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    return portal;
  }

  stop() {
    return this.close();
  }

  private router(harness: Harness, catalog: FlowCheckSources) {
    return createRouter({
      httpAuth: mockServices.httpAuth({
        defaultCredentials: mockCredentials.none(),
      }),
      services: createServices({
        sources: harness.context,
        access: this.access(harness),
        changed: () => undefined,
        effects: 'enabled',
        refresh: async () => undefined,
        catalog,
      }),
      webhooks: express.Router(),
    });
  }

  private access(harness: Harness): Access {
    return new Access(
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(() => ({ result: this.basic })),
        authorizeConditional: async requests =>
          requests.map(() => this.decision),
      }),
      harness.context.membership,
      mockServices.auditor.mock({
        createEvent: async ({ eventId: id, meta }) => ({
          success: async () =>
            void this.audited.push({ id, end: 'success', meta }),
          fail: async () => void this.audited.push({ id, end: 'fail', meta }),
        }),
      }),
      ['external:ci'],
    );
  }
}
