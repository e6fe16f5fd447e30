import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  basicPermissions,
  environmentPermissions,
  servicePermissions,
} from 'backstage-plugin-release-flow-common';
import {
  environmentRules,
  releaseFlowEnvironmentResourceRef,
  releaseFlowServiceResourceRef,
  serviceRules,
} from 'backstage-plugin-release-flow-node';
import type { Stores } from '../database';
import { environmentResource, serviceResource } from './resources';

/** Services and their environments as resources of the permission framework. */
export function registerPermissions(
  registry: PermissionsRegistryService,
  stores: Stores,
): void {
  registry.addResourceType({
    resourceRef: releaseFlowServiceResourceRef,
    permissions: servicePermissions,
    rules: Object.values(serviceRules),
    getResources: async refs => {
      const services = await stores.services.byRefs(refs);
      return refs.map(ref => {
        const service = services.find(candidate => candidate.ref === ref);
        return service && serviceResource(service);
      });
    },
  });
  registry.addResourceType({
    resourceRef: releaseFlowEnvironmentResourceRef,
    permissions: environmentPermissions,
    rules: Object.values(environmentRules),
    getResources: async refs => {
      const parsed = refs.map(ref => ref.split('#'));
      const services = await stores.services.byRefs([
        ...new Set(parsed.map(([ref]) => ref)),
      ]);
      return parsed.map(([ref, id]) => {
        const service = services.find(candidate => candidate.ref === ref);
        return service && environmentResource(service, id);
      });
    },
  });
  registry.addPermissions(basicPermissions);
}
