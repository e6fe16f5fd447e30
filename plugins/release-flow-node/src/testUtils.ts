/**
 * Contract suites that every provider has to pass. They use Jest's globals.
 *
 * @packageDocumentation
 */
export * from './testUtils/testDeployerProvider';
export * from './testUtils/testGateProvider';
export * from './testUtils/testTargetProvider';
export * from './testUtils/testVerificationProvider';
export type * from './deployers';
export type * from './gates';
export type * from './runtime';
export type * from './targets';
export type * from './verifications';
