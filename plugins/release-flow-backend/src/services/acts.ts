export { ACT_OF } from '../policy/gatedOperations';
