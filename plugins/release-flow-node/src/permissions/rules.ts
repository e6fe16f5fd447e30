import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  releaseFlowEnvironmentResourceRef,
  releaseFlowServiceResourceRef,
  type EnvironmentResource,
  type ServiceResource,
} from './resources';

const claims = z.object({
  claims: z
    .array(z.string())
    .describe('Entity refs of owners, such as the ownership refs of the user'),
});
const values = z.object({
  values: z.array(z.string()).describe('Any of these values'),
});

const owns = (resource: ServiceResource, refs: string[]) =>
  resource.owner !== null && refs.includes(resource.owner);

/** Services owned by one of the claims. @public */
export const isServiceOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow services owned by one of the claims',
  resourceRef: releaseFlowServiceResourceRef,
  paramsSchema: claims,
  apply: (resource, params) => owns(resource, params.claims),
  toQuery: params => ({ column: 'owner' as const, values: params.claims }),
});

/** Services of these namespaces. @public */
export const isServiceInNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow services of these namespaces',
  resourceRef: releaseFlowServiceResourceRef,
  paramsSchema: values,
  apply: (resource, params) => params.values.includes(resource.namespace),
  toQuery: params => ({ column: 'namespace' as const, values: params.values }),
});

/** Services bound to these flows, by entity ref. @public */
export const isServiceOfFlow = createPermissionRule({
  name: 'HAS_FLOW',
  description: 'Allow services bound to these flows',
  resourceRef: releaseFlowServiceResourceRef,
  paramsSchema: values,
  apply: (resource, params) =>
    resource.flow !== null && params.values.includes(resource.flow),
  toQuery: params => ({ column: 'flow_ref' as const, values: params.values }),
});

/** Services with one of these tags. @public */
export const isServiceTagged = createPermissionRule({
  name: 'HAS_TAG',
  description: 'Allow services with one of these tags',
  resourceRef: releaseFlowServiceResourceRef,
  paramsSchema: values,
  apply: (resource, params) =>
    resource.tags.some(tag => params.values.includes(tag)),
  toQuery: params => ({ column: 'tag' as const, values: params.values }),
});

/** Environments of services owned by one of the claims. @public */
export const isEnvironmentOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow environments of services owned by one of the claims',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: claims,
  apply: (resource: EnvironmentResource, params) =>
    owns(resource, params.claims),
  toQuery: params => ({ column: 'owner' as const, values: params.claims }),
});

/** Environments of services in these namespaces. @public */
export const isEnvironmentInNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow environments of services in these namespaces',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: values,
  apply: (resource: EnvironmentResource, params) =>
    params.values.includes(resource.namespace),
  toQuery: params => ({ column: 'namespace' as const, values: params.values }),
});

/** Environments of services bound to these flows, by entity ref. @public */
export const isEnvironmentOfFlow = createPermissionRule({
  name: 'HAS_FLOW',
  description: 'Allow environments of services bound to these flows',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: values,
  apply: (resource: EnvironmentResource, params) =>
    resource.flow !== null && params.values.includes(resource.flow),
  toQuery: params => ({ column: 'flow_ref' as const, values: params.values }),
});

/** Environments of services with one of these tags. @public */
export const isEnvironmentTagged = createPermissionRule({
  name: 'HAS_TAG',
  description: 'Allow environments of services with one of these tags',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: values,
  apply: (resource: EnvironmentResource, params) =>
    resource.tags.some(tag => params.values.includes(tag)),
  toQuery: params => ({ column: 'tag' as const, values: params.values }),
});

/** Environments of these tiers. @public */
export const isEnvironmentOfTier = createPermissionRule({
  name: 'HAS_TIER',
  description: 'Allow environments of these tiers',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: values,
  apply: (resource, params) => params.values.includes(resource.tier),
  toQuery: params => ({ column: 'tier' as const, values: params.values }),
});

/** Environments with these ids. @public */
export const isEnvironmentNamed = createPermissionRule({
  name: 'HAS_ID',
  description: 'Allow environments with these ids',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: values,
  apply: (resource, params) => params.values.includes(resource.environment),
  toQuery: params => ({
    column: 'environment' as const,
    values: params.values,
  }),
});

/** Environments that name one of the claims under `access`, or nobody. @public */
export const isEnvironmentAccessible = createPermissionRule({
  name: 'HAS_ACCESS',
  description:
    'Allow environments whose flow gives one of the claims access, or says nothing of it',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: claims,
  apply: (resource, params) =>
    resource.access.length === 0 ||
    resource.access.some(ref => params.claims.includes(ref)),
  toQuery: params => ({ column: 'access' as const, values: params.claims }),
});

/** Environments that name one of the claims under `access`. @public */
export const isEnvironmentGivenTo = createPermissionRule({
  name: 'GIVES_ACCESS',
  description: 'Allow environments whose flow gives one of the claims access',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: claims,
  apply: (resource, params) =>
    resource.access.some(ref => params.claims.includes(ref)),
  toQuery: params => ({ column: 'named' as const, values: params.claims }),
});

/** Environments one of whose gates asks one of the claims. @public */
export const isEnvironmentDecider = createPermissionRule({
  name: 'HAS_DECIDER',
  description:
    'Allow environments whose gates ask one of the claims to approve, sign off or tick',
  resourceRef: releaseFlowEnvironmentResourceRef,
  paramsSchema: claims,
  apply: (resource, params) =>
    resource.deciders.some(ref => params.claims.includes(ref)),
  toQuery: params => ({ column: 'deciders' as const, values: params.claims }),
});

/** Rules of the service resource. @public */
export const serviceRules = {
  isServiceOwner,
  isServiceInNamespace,
  isServiceOfFlow,
  isServiceTagged,
};

/** Rules of the environment resource. @public */
export const environmentRules = {
  isEnvironmentOwner,
  isEnvironmentInNamespace,
  isEnvironmentOfFlow,
  isEnvironmentTagged,
  isEnvironmentOfTier,
  isEnvironmentNamed,
  isEnvironmentAccessible,
  isEnvironmentGivenTo,
  isEnvironmentDecider,
};

const ofServices = createConditionExports({
  resourceRef: releaseFlowServiceResourceRef,
  rules: serviceRules,
});

/** Conditions on services, for permission policies. @public */
export const serviceConditions = ofServices.conditions;

/** A decision that holds where the conditions on the service do. @public */
export const createServiceConditionalDecision =
  ofServices.createConditionalDecision;

const ofEnvironments = createConditionExports({
  resourceRef: releaseFlowEnvironmentResourceRef,
  rules: environmentRules,
});

/** Conditions on environments, for permission policies. @public */
export const environmentConditions = ofEnvironments.conditions;

/** A decision that holds where the conditions on the environment do. @public */
export const createEnvironmentConditionalDecision =
  ofEnvironments.createConditionalDecision;
