import type { Permission } from '@backstage/plugin-permission-common';
import {
  auditPermission,
  environmentApplyPermission,
  environmentApprovePermission,
  environmentEphemeralPermission,
  environmentHoldPermission,
  environmentOperatePermission,
  environmentOverridePermission,
  environmentPromotePermission,
  environmentReadPermission,
  environmentRollbackPermission,
  freezePermission,
  serviceReadPermission,
  serviceRejectPermission,
  serviceReleasePermission,
} from 'backstage-plugin-release-flow-common';

/** What an edge asks the permission framework, and how to call it so that nothing else is in the way. */
export interface Edge {
  needs: Permission[];
  body?: Record<string, unknown>;
  query?: string;
  headers?: Record<string, string>;
  /** It is for CI, not for people. */
  byCi?: true;
  /** A list: who may not read gets an empty one instead of 403. Says what is in it. */
  items?: (answer: any) => unknown[];
  /** A refusal of it is an event for the auditor. */
  audited?: true;
}

const read = serviceReadPermission;
const look = environmentReadPermission;
const reason = 'because it is tested';
const wish = { environment: 'staging', release: 'v0.3.7', intent: 'promote' };
const items = (answer: any) => answer.items;
/** Chains of services; the one of the portal itself is for every reader of the audit. */
const chains = (answer: any) =>
  (answer.items ?? answer)
    .map((line: any) => line.chain ?? line.event?.chain)
    .filter((chain: string) => chain && chain !== 'system');

/** Reads what belongs to one service. */
const reads = (query?: string): Edge => ({ needs: [read], query });
/** Reads a list over all services. */
const lists: Edge = { needs: [read], items };
/** Reads what belongs to one environment. */
const readsIn = (query?: string): Edge => ({ needs: [read, look], query });
/** Does something with one service. */
const acts = (
  permission: Permission,
  body?: Record<string, unknown>,
): Edge => ({ needs: [read, permission], body, audited: true });

/** Does something about what is asked for in an environment. */
const actsOn = (
  permission: Permission,
  body: Record<string, unknown>,
): Edge => ({ ...acts(permission, body), needs: [read, look, permission] });

/** Every REST route, `method path` as in its table. */
export const routeEdges: Record<string, Edge> = {
  'get /services': lists,
  'get /promotions': { needs: [read, look], items },
  'get /flows': lists,
  'get /flows/{namespace}/{name}/document': reads(
    'service=component:default/qfa-backend',
  ),
  'get /flows/{namespace}/{name}/doctor': reads(),
  'get /audit': { needs: [auditPermission, read], items: chains },
  'get /audit/export': { needs: [auditPermission, read], items: chains },
  'get /freezes': { needs: [] },
  'post /freezes': {
    needs: [freezePermission],
    audited: true,
    body: {
      kind: 'window',
      title: 'Holidays',
      reason,
      scope: { services: ['component:default/other'] },
      until: '2999-01-01T00:00:00Z',
    },
  },
  'delete /freezes/{id}': {
    needs: [freezePermission],
    audited: true,
    body: { reason },
  },
  'post /deployments': {
    needs: [read],
    byCi: true,
    audited: true,
    body: {
      service: 'component:default/qfa-backend',
      environment: 'dev',
      commit: 'a'.repeat(40),
      status: 'success',
      sourceKey: 'job-1234',
    },
  },
  'post /flows/check': {
    needs: [],
    body: {
      entity: {
        apiVersion: 'release-flow.io/v1alpha1',
        kind: 'ReleaseFlow',
        metadata: { name: 'new' },
      },
    },
  },
  'get /operations/{id}': readsIn(),
  'get /promotions/{id}': readsIn(),
  'get /promotions/{id}/guide': readsIn(),
  'post /promotions/{id}/decisions': actsOn(environmentApprovePermission, {
    decision: 'approve',
    planHash: 'f'.repeat(64),
  }),
  'post /promotions/{id}/github-review': {
    ...actsOn(environmentApprovePermission, { decision: 'approve' }),
    headers: { 'x-github-token': 'token-of-mona' },
  },
  'post /promotions/{id}/checklist': actsOn(environmentPromotePermission, {
    checklist: 'go-live',
    item: 'told',
    state: 'done',
  }),
  'post /promotions/{id}/override': actsOn(environmentOverridePermission, {
    gate: 'checklist:go-live',
    planHash: 'f'.repeat(64),
    reason,
  }),
  'post /promotions/{id}/cancel': actsOn(environmentPromotePermission, {}),
  'post /promotions/{id}/retry': actsOn(environmentPromotePermission, {}),
  'post /promotions/{id}/resolve': actsOn(environmentOverridePermission, {
    outcome: 'absent',
    reason,
  }),
};

routeEdges['post /operations/{id}/resolve'] =
  routeEdges['post /promotions/{id}/resolve'];

const S = '/services/{kind}/{namespace}/{name}';
const E = `${S}/environments/{environment}`;
Object.assign(routeEdges, {
  [`get ${S}`]: reads(),
  [`get ${S}/releases`]: reads(),
  [`get ${S}/history`]: reads(),
  [`get ${S}/compare`]: reads('from=v0.3.7&to=v0.3.7'),
  [`get ${S}/docs`]: reads(),
  [`get ${S}/infrastructure`]: reads(),
  [`get ${S}/doctor`]: reads(),
  [`post ${S}/doctor`]: { needs: [read], body: {}, audited: true },
  [`get ${S}/runbooks`]: reads(),
  [`post ${S}/infrastructure/{environment}`]: acts(environmentApplyPermission, {
    command: 'plan',
  }),
  [`post ${S}/docs/publish`]: acts(serviceReleasePermission, {}),
  [`post ${S}/runbooks/{runbook}`]: acts(environmentOperatePermission, {
    environment: 'dev',
    reason,
  }),
  [`get ${S}/runtime`]: reads(),
  [`get ${S}/runtime/parity`]: readsIn('left=dev&right=prd'),
  [`post ${S}/runtime/refresh`]: { needs: [read], body: {} },
  [`get ${E}/logs`]: acts(environmentOperatePermission),
  [`get ${E}/earlier`]: { needs: [read, environmentRollbackPermission] },
  [`post ${S}/preflight`]: { needs: [read, look], body: wish },
  [`post ${S}/promotions`]: acts(environmentPromotePermission, wish),
  [`post ${S}/ephemeral-builds`]: acts(environmentEphemeralPermission, {
    ref: 'feat/x',
    environment: 'dev',
  }),
  [`post ${S}/releases`]: acts(serviceReleasePermission, {}),
  [`post ${S}/branches`]: acts(serviceReleasePermission, {
    name: 'release/v1.2.3',
    from: 'main',
  }),
  [`post ${S}/releases/{release}/publish`]: acts(serviceReleasePermission, {
    reason,
  }),
  [`post ${S}/changelog`]: acts(serviceReleasePermission, {
    version: 'v1.2.3',
    entry: 'Fewer surprises',
  }),
  [`post ${S}/releases/{release}/notes`]: acts(serviceReleasePermission, {
    notes: 'Fewer surprises',
  }),
  [`post ${S}/tags/{tag}/move`]: acts(environmentOverridePermission, {
    reason,
  }),
  [`put ${S}/releases/{release}/rejection`]: acts(serviceRejectPermission, {
    reason,
  }),
  [`delete ${S}/releases/{release}/rejection`]: acts(serviceRejectPermission),
  [`put ${S}/releases/{release}/critical`]: acts(serviceReleasePermission, {
    reason,
  }),
  [`delete ${S}/releases/{release}/critical`]: acts(serviceReleasePermission),
  [`put ${E}/hold`]: acts(environmentHoldPermission, { reason }),
  [`delete ${E}/hold`]: acts(environmentHoldPermission),
  [`post ${E}/repair`]: acts(environmentPromotePermission, { reason }),
  [`post ${E}/drill`]: acts(environmentRollbackPermission, { reason }),
  [`post ${E}/extend`]: acts(environmentEphemeralPermission, { by: 'P1D' }),
  [`post ${E}/adopt`]: acts(environmentOverridePermission, { reason }),
} satisfies Record<string, Edge>);

const service = 'component:default/qfa-backend';
const { intent: _, ...move } = wish;

/** Every template action, by id; `body` is its input. */
export const scaffolderEdges: Record<string, Edge> = {
  'release-flow:preflight': {
    needs: [read, look],
    body: { service, ...move },
  },
  'release-flow:promote': acts(environmentPromotePermission, {
    service,
    ...move,
  }),
  'release-flow:rollback': acts(environmentRollbackPermission, {
    service,
    ...move,
    reason,
  }),
  'release-flow:restore': acts(environmentRollbackPermission, {
    service,
    ...move,
    environment: 'dev',
  }),
  'release-flow:build-ephemeral': acts(environmentEphemeralPermission, {
    service,
    ref: 'feat/x',
    environment: 'dev',
  }),
  'release-flow:release': acts(serviceReleasePermission, { service }),
  'release-flow:branch': acts(serviceReleasePermission, {
    service,
    name: 'release/v1.2.3',
    from: 'main',
  }),
  'release-flow:publish': acts(serviceReleasePermission, {
    service,
    release: 'v0.4.0',
    reason,
  }),
  'release-flow:wait': {
    needs: [read, look],
    body: { id: '{id}', minutes: 0 },
  },
};

/** Every action of the actions registry, by name; `body` is its input. */
export const agentEdges: Record<string, Edge> = {
  'get-status': { needs: [read], body: { service } },
  preflight: { needs: [read, look], body: { service, ...move } },
  'request-promotion': acts(environmentPromotePermission, {
    service,
    ...move,
  }),
};
