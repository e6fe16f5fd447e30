import {
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';
import { RELEASE_FLOW_API_VERSION } from 'backstage-plugin-release-flow-common';
import { parseFlow, RELEASE_FLOW_KIND } from '../policy/flow';

function isReleaseFlow(entity: Entity): boolean {
  return (
    entity.kind === RELEASE_FLOW_KIND &&
    entity.apiVersion === RELEASE_FLOW_API_VERSION
  );
}

/** Teaches the catalog `kind: ReleaseFlow`; it leaves every other entity alone. */
export class ReleaseFlowProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'ReleaseFlowProcessor';
  }

  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (!isReleaseFlow(entity)) return false;
    const result = parseFlow(entity);
    if ('error' in result) {
      const { field, message } = result.error;
      throw new InputError(`${field}: ${message}`);
    }
    return true;
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const owner = entity.spec?.owner;
    if (!isReleaseFlow(entity) || typeof owner !== 'string') return entity;
    const source = getCompoundEntityRef(entity);
    const target = parseEntityRef(owner, {
      defaultKind: 'Group',
      defaultNamespace: source.namespace,
    });
    emit(
      processingResult.relation({ source, type: RELATION_OWNED_BY, target }),
    );
    emit(
      processingResult.relation({
        source: target,
        type: RELATION_OWNER_OF,
        target: source,
      }),
    );
    return entity;
  }
}
