import {
  auditExportLineSchema,
  auditExportQuerySchema,
  auditPageSchema,
  auditQuerySchema,
} from 'backstage-plugin-release-flow-common';
import { get, type Route } from './route';

/** Reading the audit. */
export const auditRoutes: Route[] = [
  get(
    '/audit',
    'The audit, newest first',
    auditPageSchema,
    ({ audit }, caller, { query }) => audit.list(caller, query),
    auditQuerySchema,
  ),
  {
    ...get(
      '/audit/export',
      'Every audit event as it is stored, as JSON lines',
      auditExportLineSchema,
      ({ audit }, caller, { query }) => audit.export(caller, query),
      auditExportQuerySchema,
    ),
    lines: true,
  },
];
