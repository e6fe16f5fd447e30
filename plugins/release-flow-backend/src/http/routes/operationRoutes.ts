import {
  docsPublishRequestSchema,
  infrastructureRequestSchema,
  resolveRequestSchema,
  runbookRequestSchema,
  runbooksSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, refOf, S, type Route } from './route';

/** What is done beside releases: infrastructure, docs, runbooks. */
export const operationRoutes: Route[] = [
  act(
    `${S}/infrastructure/{environment}`,
    'Plan or apply the infrastructure of an environment',
    infrastructureRequestSchema,
    ({ infrastructure }, caller, { params, body }) =>
      infrastructure.run(caller, refOf(params), params.environment, body),
  ),
  act(
    `${S}/docs/publish`,
    'Publish the release docs by hand',
    docsPublishRequestSchema,
    ({ docs }, caller, { params, body }) =>
      docs.publish(caller, refOf(params), body),
  ),
  get(
    `${S}/runbooks`,
    'Runbooks, where they may be run, and how they ended the last time',
    runbooksSchema,
    ({ runbooks }, caller, { params }) => runbooks.list(caller, refOf(params)),
  ),
  act(
    `${S}/runbooks/{runbook}`,
    'Ask for a run of a runbook',
    runbookRequestSchema,
    ({ runbooks }, caller, { params, body }) =>
      runbooks.run(caller, refOf(params), params.runbook, body),
  ),
  act(
    '/operations/{id}/resolve',
    'Say how an operation ended, where nobody knows',
    resolveRequestSchema,
    ({ decisions }, caller, { params, body }) =>
      decisions.resolveOperation(caller, params.id, body),
  ),
];
