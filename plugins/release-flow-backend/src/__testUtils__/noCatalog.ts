import type { FlowCheckSources } from '../services/FlowCheckService';

/** For tests that check no flow. */
export const noCatalog: FlowCheckSources = {
  installed: {
    targets: new Map(),
    deployers: new Map(),
    gates: new Map(),
    verifications: new Map(),
  },
  entities: async () => new Map(),
};
