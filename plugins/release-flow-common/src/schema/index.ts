export * from './primitives';
export * from './artifact';
export * from './flow';
export * from './state';
export * from './releases';
export * from './overview';
export * from './promotion';
export * from './requests';
