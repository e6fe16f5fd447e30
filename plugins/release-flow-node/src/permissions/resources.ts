import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_ENVIRONMENT,
  RESOURCE_TYPE_SERVICE,
  type Tier,
} from 'backstage-plugin-release-flow-common';

/** A bound service as rules see it. @public */
export interface ServiceResource {
  /** Entity ref of the service. */
  ref: string;
  /** Entity ref of its owner. */
  owner: string | null;
  /** Entity ref of its system. */
  system: string | null;
  /** Namespace of its entity. */
  namespace: string;
  /** Tags of its entity. */
  tags: string[];
  /** Entity ref of its flow. */
  flow: string | null;
}

/** One environment of a service as rules see it. @public */
export interface EnvironmentResource extends ServiceResource {
  /** Id of the environment in its flow. */
  environment: string;
  /** Its tier. */
  tier: Tier;
  /** Entity refs of those who have access to it; empty when its flow names nobody. */
  access: string[];
  /** Entity refs of those whom its gates ask: to approve, sign off or tick. */
  deciders: string[];
}

/** A rule as SQL: the column's value is one of these. @public */
export interface ResourceQuery {
  /** What is looked at. */
  column: 'owner' | 'system' | 'namespace' | 'flow_ref' | 'tag';
  /** Any of these. */
  values: string[];
}

/** A rule about an environment as SQL: its own column, or one of its service, is one of these. @public */
export interface EnvironmentQuery {
  /** What is looked at. */
  column:
    | ResourceQuery['column']
    | 'environment'
    | 'tier'
    /** Named under `access`, or nobody is. */
    | 'access'
    /** Named under `access`. */
    | 'named'
    | 'deciders';
  /** Any of these. */
  values: string[];
}

/** Services as a permission resource, by entity ref. @public */
export const releaseFlowServiceResourceRef = createPermissionResourceRef<
  ServiceResource,
  ResourceQuery
>().with({
  pluginId: 'release-flow',
  resourceType: RESOURCE_TYPE_SERVICE,
});

/** Reference of the form `<service ref>#<environment id>`. @public */
export const releaseFlowEnvironmentResourceRef = createPermissionResourceRef<
  EnvironmentResource,
  EnvironmentQuery
>().with({
  pluginId: 'release-flow',
  resourceType: RESOURCE_TYPE_ENVIRONMENT,
});
