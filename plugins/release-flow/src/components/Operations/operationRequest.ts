import type {
  Docs,
  RunbookView,
  ServiceState,
} from 'backstage-plugin-release-flow-common';

interface Place {
  id: string;
  title: string;
}

/** What is asked for beside releases. */
export type OperationRequest =
  | {
      kind: 'infrastructure';
      environment: Place & { tier: string };
      command: 'plan' | 'apply';
    }
  | { kind: 'publish-docs'; docs: Docs }
  | { kind: 'runbook'; runbook: RunbookView; environment: Place }
  | {
      kind: 'redeploy';
      environment: Place;
      deployment: string;
      label: string;
    }
  | {
      kind: 'resolve-operation';
      operation: ServiceState['operations'][number];
    };
