/**
 * Frontend of Release Flow for the new frontend system.
 *
 * @packageDocumentation
 */
export { releaseFlowPlugin as default } from './plugin';
export { releaseFlowApiRef, type ReleaseFlowApi } from './api';
