import {
  publishRequestSchema,
  rejectionRequestSchema,
  rejectionSchema,
  releaseRunRequestSchema,
  releasesQuerySchema,
  releasesSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, refOf, S, type Route } from './route';

/** A service's releases. */
export const releaseRoutes: Route[] = [
  get(
    `${S}/releases`,
    'Releases, newest first',
    releasesSchema,
    ({ read }, caller, { params, query }) =>
      read.releases(caller, refOf(params), query),
    releasesQuerySchema,
  ),
  act(
    `${S}/releases`,
    'Run the release workflow',
    releaseRunRequestSchema,
    ({ releases }, caller, { params, body }) =>
      releases.run(caller, refOf(params), body),
  ),
  act(
    `${S}/releases/{release}/publish`,
    'Publish a draft release',
    publishRequestSchema,
    ({ releases }, caller, { params, body }) =>
      releases.publish(caller, refOf(params), params.release, body),
  ),
  {
    method: 'put',
    path: `${S}/releases/{release}/rejection`,
    summary:
      'Reject a release: its artifact never deploys again, under any tag',
    body: rejectionRequestSchema,
    response: rejectionSchema,
    status: 200,
    handle: ({ releases }, caller, { params, body }) =>
      releases.reject(caller, refOf(params), params.release, body.reason),
  },
  {
    method: 'delete',
    path: `${S}/releases/{release}/rejection`,
    summary: 'Take a rejection back',
    response: rejectionSchema,
    status: 200,
    handle: ({ releases }, caller, { params }) =>
      releases.reject(caller, refOf(params), params.release, undefined),
  },
];
