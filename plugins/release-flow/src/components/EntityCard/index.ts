export { EntityReleaseFlowCardBody } from './EntityReleaseFlowCard';
