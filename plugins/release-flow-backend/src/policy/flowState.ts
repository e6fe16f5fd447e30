import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  RELEASE_FLOW_ANNOTATION,
  type BindingError,
} from 'backstage-plugin-release-flow-common';
import { canonicalHash } from './canonical';
import { parseFlow, RELEASE_FLOW_KIND } from './flow';
import { prepareFlow, type Installed, type PreparedFlow } from './preparedFlow';

/** A flow of the catalog as services meet it: ready to bind, or broken. */
export interface FlowState {
  ref: string;
  title: string;
  revision: string;
  prepared: PreparedFlow | null;
  error: BindingError | null;
}

export function readFlow(entity: Entity, installed: Installed): FlowState {
  const head = {
    ref: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
  };
  const parsed = parseFlow(entity);
  if ('error' in parsed) {
    const { error } = parsed;
    const revision = canonicalHash(error).slice(0, 12);
    return { ...head, revision, prepared: null, error };
  }
  const { title, revision } = parsed.flow;
  const result = prepareFlow(parsed.flow, installed);
  return 'error' in result
    ? { ...head, title, revision, prepared: null, error: result.error }
    : { ...head, title, revision, prepared: result.prepared, error: null };
}

export const FLOW_FIELD = `metadata.annotations.${RELEASE_FLOW_ANNOTATION}`;

export type FlowRefResult = { ref: string } | { error: BindingError };

/**
 * The flow an entity names; `undefined` when it names none. A bare name is one of the default
 * namespace, since flows are the platform's and not of the entity's namespace.
 */
export function flowRefOf(entity: Entity): FlowRefResult | undefined {
  const value = entity.metadata.annotations?.[RELEASE_FLOW_ANNOTATION];
  if (!value) return undefined;
  try {
    const ref = parseEntityRef(value, {
      defaultKind: RELEASE_FLOW_KIND,
      defaultNamespace: 'default',
    });
    if (ref.kind.toLowerCase() !== RELEASE_FLOW_KIND.toLowerCase()) {
      return {
        error: {
          field: FLOW_FIELD,
          message: `'${value}' is no ${RELEASE_FLOW_KIND}`,
        },
      };
    }
    return { ref: stringifyEntityRef(ref) };
  } catch {
    return {
      error: {
        field: FLOW_FIELD,
        message: `'${value}' is not the name or entity ref of a flow`,
      },
    };
  }
}
