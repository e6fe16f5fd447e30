import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  RELEASE_FLOW_API_VERSION,
  releaseFlowSpecSchema,
  type BindingError,
  type ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import { canonicalHash } from './canonical';
import { firstIssue } from './fields';
import { flowProblem } from './flowProblem';

export const RELEASE_FLOW_KIND = 'ReleaseFlow';

/** A flow as declared, with what names it. */
export interface Flow {
  ref: string;
  title: string;
  /** Changes exactly when the declaration does. */
  revision: string;
  spec: ReleaseFlowSpec;
}

export type FlowResult = { flow: Flow } | { error: BindingError };

/** Reads a `kind: ReleaseFlow` entity: the flow, or the first bad field. */
export function parseFlow(entity: Entity): FlowResult {
  if (entity.apiVersion !== RELEASE_FLOW_API_VERSION) {
    return {
      error: {
        field: 'apiVersion',
        message: `must be ${RELEASE_FLOW_API_VERSION}`,
      },
    };
  }
  const parsed = releaseFlowSpecSchema.safeParse(entity.spec ?? {});
  if (!parsed.success) return { error: firstIssue(parsed.error, 'spec') };
  const spec = parsed.data;
  const error = flowProblem(spec);
  if (error) return { error };
  return {
    flow: {
      ref: stringifyEntityRef(entity),
      title: spec.title ?? entity.metadata.title ?? entity.metadata.name,
      revision: canonicalHash(spec).slice(0, 12),
      spec,
    },
  };
}

/** JSON Schema of the whole entity, for editors and CI. */
export function releaseFlowJsonSchema(): Record<string, unknown> {
  const { $schema, ...spec } = z.toJSONSchema(releaseFlowSpecSchema, {
    io: 'input',
  });
  return {
    $schema,
    $id: 'https://release-flow.io/schema/v1alpha1/ReleaseFlow.schema.json',
    title: 'ReleaseFlow',
    description:
      'Environments as a graph, what may enter each and how it is deployed and verified there.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: RELEASE_FLOW_API_VERSION },
      kind: { const: RELEASE_FLOW_KIND },
      metadata: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 1 },
          namespace: { type: 'string' },
        },
      },
      spec,
    },
  };
}
