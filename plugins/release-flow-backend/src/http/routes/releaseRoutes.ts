import {
  branchRequestSchema,
  changelogRequestSchema,
  criticalRequestSchema,
  criticalSchema,
  publishRequestSchema,
  releaseNotesRequestSchema,
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
    `${S}/branches`,
    'Make a branch to release from',
    branchRequestSchema,
    ({ branches }, caller, { params, body }) =>
      branches.create(caller, refOf(params), body),
  ),
  act(
    `${S}/releases/{release}/publish`,
    'Publish a draft release',
    publishRequestSchema,
    ({ releases }, caller, { params, body }) =>
      releases.publish(caller, refOf(params), params.release, body),
  ),
  act(
    `${S}/changelog`,
    'Propose the changelog entry of a release by a pull request',
    changelogRequestSchema,
    ({ changelog }, caller, { params, body }) =>
      changelog.propose(caller, refOf(params), body),
  ),
  act(
    `${S}/releases/{release}/notes`,
    'Write the notes of a release; a tag without release gets one',
    releaseNotesRequestSchema,
    ({ notes }, caller, { params, body }) =>
      notes.write(caller, refOf(params), params.release, body),
  ),
  {
    method: 'put',
    path: `${S}/releases/{release}/rejection`,
    summary:
      'Reject a release: its artifact never deploys again, under any tag',
    body: rejectionRequestSchema,
    response: rejectionSchema,
    status: 200,
    handle: ({ marks }, caller, { params, body }) =>
      marks.reject(caller, refOf(params), params.release, body.reason),
  },
  {
    method: 'delete',
    path: `${S}/releases/{release}/rejection`,
    summary: 'Take a rejection back',
    response: rejectionSchema,
    status: 200,
    handle: ({ marks }, caller, { params }) =>
      marks.reject(caller, refOf(params), params.release, undefined),
  },
  {
    method: 'put',
    path: `${S}/releases/{release}/critical`,
    summary: 'Mark a release as critical: some gates then ask for more',
    body: criticalRequestSchema,
    response: criticalSchema,
    status: 200,
    handle: ({ marks }, caller, { params, body }) =>
      marks.critical(caller, refOf(params), params.release, body.reason),
  },
  {
    method: 'delete',
    path: `${S}/releases/{release}/critical`,
    summary: 'Take the mark of a critical release away',
    response: criticalSchema,
    status: 200,
    handle: ({ marks }, caller, { params }) =>
      marks.critical(caller, refOf(params), params.release, undefined),
  },
];
