import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import type { Binding } from '../policy/binding';
import { Access, type Caller } from '../services/Access';
import { createServices } from '../services/createServices';
import { Harness } from './harness';
import { noCatalog } from './noCatalog';

export const caller = (name: string): Caller => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  actor: `user:default/${name}`,
  kind: 'user',
  via: 'rest',
});

/** A service with v0.3.7 everywhere, people who ask and decide, and an engine moved by hand. */
export async function setUpLifecycle(knex: Knex, binding?: Binding) {
  const harness = await Harness.create(knex, binding);
  const { world } = harness;
  harness.release('v0.3.7', 'a', 'published');
  for (const site of ['dev', 'staging', 'prd']) {
    world.live.set(site, harness.artifact('a'));
  }
  await harness.look();
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    authorizeConditional: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW }) as PolicyDecision),
  });
  const access = new Access(
    permissions,
    harness.context.membership,
    mockServices.auditor.mock({
      createEvent: async () => ({
        success: async () => undefined,
        fail: async () => undefined,
      }),
    }),
    [],
  );
  const services = createServices({
    sources: harness.context,
    access,
    changed: () => undefined,
    announce: harness.context.announce,
    effects: 'enabled',
    refresh: async () => undefined,
    catalog: noCatalog,
  });
  const { promotions, decisions, ephemeral, releases } = services;
  const ref = harness.binding.service.ref;
  const promote = (
    who: string,
    environment: string,
    release: string,
    intent: 'promote' | 'rollback' | 'restore' = 'promote',
    reason?: string,
  ) =>
    promotions.promote(caller(who), ref, {
      environment,
      release,
      intent,
      reason,
    });
  const approve = async (who: string, operationId: string) => {
    const operation = (await harness.stores.operations.get(operationId))!;
    return decisions.decide(caller(who), operationId, {
      decision: 'approve',
      comment: '',
      planHash: operation.planHash!,
    });
  };
  const state = async (operationId: string) =>
    (await harness.stores.operations.get(operationId))!;
  /** v0.4.0 drafted, deployed to dev by GitHub, published, promoted to staging. */
  const stage = async () => {
    harness.release('v0.4.0', 'b', 'draft');
    await harness.look();
    world.live.set('dev', harness.artifact('b'));
    await harness.look();
    const draft = world.releases[0];
    draft.state = 'published';
    draft.publishedAt = new Date().toISOString();
    world.tags.set('v0.4.0', draft.targetCommitish);
    await harness.look();
    const { id: operation } = await promote('ada', 'staging', 'v0.4.0');
    await harness.run();
    return operation;
  };
  return {
    harness,
    services,
    world,
    promote,
    approve,
    state,
    stage,
    promotions,
    ephemeral,
    releases,
    ref,
  };
}
