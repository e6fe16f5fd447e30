export { followDrill } from './followDrill';
export { Stores } from './Stores';
export type { ServiceQuery } from './ServiceStore';
export type { NewOperation, OperationQuery } from './OperationStore';
export type { StoredComparison } from './ComparisonStore';
export * from './records';
