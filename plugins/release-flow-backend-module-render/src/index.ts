/**
 * Render for Release Flow: web services and static sites as targets.
 *
 * @packageDocumentation
 */
export { releaseFlowModuleRender as default } from './module';
