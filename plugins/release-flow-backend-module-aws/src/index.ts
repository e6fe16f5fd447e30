/**
 * AWS for Release Flow: ECS services as targets, and CloudWatch alarms as gate and verification.
 *
 * @packageDocumentation
 */
export { releaseFlowModuleAws as default } from './module';
