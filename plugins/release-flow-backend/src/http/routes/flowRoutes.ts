import {
  flowCheckRequestSchema,
  flowDocumentQuerySchema,
  flowCheckSchema,
  flowsSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import { act, get, refOf, type Route } from './route';

/** Flows. */
export const flowRoutes: Route[] = [
  get('/flows', 'The declared flows', flowsSchema, ({ read }, caller) =>
    read.flows(caller),
  ),
  {
    ...get(
      '/flows/{namespace}/{name}/document',
      'A flow as Markdown with Mermaid diagrams; with a service, what its parameters come to',
      z.string(),
      ({ flowDocuments }, caller, { params, query }) =>
        flowDocuments.document(
          caller,
          refOf({ kind: 'releaseflow', ...params }),
          query.service,
        ),
      flowDocumentQuerySchema,
    ),
    text: 'text/markdown',
  },
  {
    ...act(
      '/flows/check',
      'What a changed flow would break, before it is merged; without any effect',
      flowCheckRequestSchema,
      ({ flowChecks }, caller, { body }) => flowChecks.check(caller, body),
    ),
    response: flowCheckSchema,
    status: 200,
  },
];
