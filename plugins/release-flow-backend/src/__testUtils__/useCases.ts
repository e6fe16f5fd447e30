import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Access, type Caller } from '../services/Access';
import { createServices } from '../services/createServices';
import type { Reporter } from '../services/reporters';
import type { Harness } from './harness';

export const person = (name: string): Caller => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  actor: `user:default/${name}`,
  kind: 'user',
  via: 'rest',
});

export const machine = (subject: string): Caller => ({
  credentials: mockCredentials.service(subject),
  actor: subject,
  kind: 'service',
  via: 'rest',
});

/** The use cases over a harness; the permission framework allows everything. */
export function useCasesOf(
  harness: Harness,
  options: { automation?: string[]; reporters?: Reporter[] } = {},
) {
  const audited: string[] = [];
  const access = new Access(
    mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      authorizeConditional: async requests =>
        requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    }),
    harness.context.membership,
    mockServices.auditor.mock({
      createEvent: async ({ eventId }) => ({
        success: async () => void audited.push(`${eventId}: success`),
        fail: async () => void audited.push(`${eventId}: fail`),
      }),
    }),
    options.automation ?? [],
  );
  const services = createServices({
    sources: harness.context,
    access,
    changed: () => undefined,
    effects: 'enabled',
    refresh: async () => undefined,
    reporters: options.reporters,
    catalog: {
      installed: { targets: new Map(), verifications: new Map() } as never,
      entities: async () => new Map(),
    },
  });
  return { ...services, audited };
}
