import {
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  RELEASE_FLOW_ANNOTATION,
  type BindingError,
} from 'backstage-plugin-release-flow-common';
import { unmetCondition } from './appliesTo';
import type { Binding } from './binding';
import { BindingResolver } from './bindingResolver';
import type { Installed, PreparedFlow } from './preparedFlow';
import { repositoryOf } from './sourceRepository';

export type BindingResult = { binding: Binding } | { error: BindingError };

function relation(entity: Entity, type: string, kind?: string): string | null {
  const found = (entity.relations ?? []).find(
    ({ type: of, targetRef }) =>
      of === type && (!kind || targetRef.startsWith(`${kind}:`)),
  );
  return found?.targetRef ?? null;
}

/** What the record shows of a service, whether it could be bound or not. */
export function serviceOf(entity: Entity): Binding['service'] {
  const { name, title, namespace, uid, tags } = entity.metadata;
  return {
    ref: stringifyEntityRef(entity),
    uid: uid ?? '',
    name,
    title: title ?? name,
    owner: relation(entity, RELATION_OWNED_BY),
    system: relation(entity, RELATION_PART_OF, 'system'),
    namespace: (namespace ?? 'default').toLowerCase(),
    tags: tags ?? [],
  };
}

function parametersOf(entity: Entity): unknown {
  const own = entity.spec?.releaseFlow;
  return typeof own === 'object' && own !== null && 'parameters' in own
    ? own.parameters
    : undefined;
}

function unknownField(entity: Entity): BindingError | undefined {
  const own = entity.spec?.releaseFlow;
  if (own === undefined) return undefined;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) {
    return { field: 'spec.releaseFlow', message: 'must be an object' };
  }
  const unknown = Object.keys(own).find(key => key !== 'parameters');
  return unknown
    ? {
        field: `spec.releaseFlow.${unknown}`,
        message: `'${unknown}' is not a known field; a service gives its flow 'parameters' only`,
      }
    : undefined;
}

/**
 * Binds a service to its flow: everything about the service is checked against what the flow
 * allows, and every look-up that is the same for all acts is resolved. Pure.
 */
export function resolveBinding(
  entity: Entity,
  { flow, parameters, ranks }: PreparedFlow,
  installed: Pick<Installed, 'targets'>,
): BindingResult {
  const { spec } = flow;
  const unmet = unmetCondition(spec.appliesTo, entity);
  if (unmet) {
    return {
      error: {
        field: `metadata.annotations.${RELEASE_FLOW_ANNOTATION}`,
        message: `The flow ${flow.title} is for entities whose ${unmet.key} is ${unmet.wanted.join(' or ')}`,
      },
    };
  }
  const unknown = unknownField(entity);
  if (unknown) return { error: unknown };
  const checked = parameters.check(parametersOf(entity));
  if ('error' in checked) return checked;
  const found = repositoryOf(entity, spec.repositories);
  if ('error' in found) return found;

  const service = serviceOf(entity);
  const resolver = new BindingResolver(
    { service: { name: service.name }, parameters: checked.parameters },
    installed.targets,
    flow.title,
  );
  return resolver.run(() => ({
    service,
    flow: { ref: flow.ref, title: flow.title, revision: flow.revision },
    mode: spec.mode,
    repository: found.repository,
    parameters: checked.parameters,
    source: resolver.source(spec.source),
    artifacts: resolver.artifacts(spec.artifacts),
    environments: resolver.environments(spec.environments, ranks),
    paths: resolver.paths(spec.paths),
    infrastructure: resolver.infrastructure(spec.infrastructure),
    docs: resolver.docs(spec.docs),
    runbooks: resolver.runbooks(spec.runbooks),
    announce: spec.announce,
    protection: spec.protection,
    rollbackDrill: spec.rollbackDrill,
  }));
}
