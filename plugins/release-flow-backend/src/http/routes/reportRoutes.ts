import {
  deploymentReportSchema,
  reportAnswerSchema,
} from 'backstage-plugin-release-flow-common';
import type { Route } from './route';

/** What CI tells. */
export const reportRoutes: Route[] = [
  {
    method: 'post',
    path: '/deployments',
    summary: 'Report what CI deployed; declared, so looked at and not believed',
    body: deploymentReportSchema,
    response: reportAnswerSchema,
    status: 202,
    handle: ({ reports }, caller, { body }) => reports.report(caller, body),
  },
];
