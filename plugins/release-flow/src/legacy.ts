/**
 * The same pages for portals on the old frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityReleaseFlowCard,
  EntityReleaseFlowContent,
  ReleaseFlowPage,
  releaseFlowPlugin,
} from './legacyPlugin';
