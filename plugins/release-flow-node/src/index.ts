/**
 * Extension points and provider contracts for modules of Release Flow.
 *
 * @packageDocumentation
 */
export * from './deployers';
export * from './errors';
export * from './extensions';
export * from './gates';
export * from './registryLogins';
export * from './runtime';
export * from './targets';
export * from './verifications';
export * from './permissions/resources';
export * from './permissions/rules';
