import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { FlowCheckSources } from '../FlowCheckService';
import { ENTITY_FIELDS } from './BindingSync';

/** Reads entities as the binding sync does, with the plugin's own credentials. */
export function createEntityReader(
  catalog: CatalogService,
  auth: AuthService,
): FlowCheckSources['entities'] {
  return async entityRefs => {
    if (entityRefs.length === 0) return new Map();
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: ENTITY_FIELDS },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return new Map(
      items.flatMap(entity =>
        entity ? [[stringifyEntityRef(entity), entity]] : [],
      ),
    );
  };
}
