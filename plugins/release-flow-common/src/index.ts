/**
 * Model types, API schemas, permissions and the typed client of Release Flow.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './permissions';
export * from './schema';
export * from './client/ReleaseFlowClient';
export * from './client/ReleaseFlowReads';
export * from './client/ReleaseFlowDecisions';
export * from './client/ReleaseFlowReleases';
export type {
  ReleaseFlowCallOptions,
  ReleaseFlowFetch,
} from './client/transport';
