import { dispatchStored } from './dispatched';
import type { Kind } from './kind';

export const docsPublish: Kind = {
  effect: dispatchStored,
  followsRun: true,
  done: () => 'The docs are published',
};
