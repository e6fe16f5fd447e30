import type {
  Allow,
  Intent,
  OperationKind,
} from 'backstage-plugin-release-flow-common';

/** Kinds that pass gates in an environment before anything is sent. */
export const GATED_KINDS: OperationKind[] = [
  'promotion',
  'runbook',
  'infrastructure-apply',
];

const NAMES: Partial<Record<OperationKind, string>> = {
  promotion: 'Promotion',
  runbook: 'Runbook',
  'infrastructure-apply': 'Infrastructure',
};

/** The act that asking for an intent is. */
export const ACT_OF: Record<Intent, keyof Allow> = {
  promote: 'promote',
  redeploy: 'promote',
  rollback: 'rollback',
  restore: 'rollback',
  ephemeral: 'ephemeral',
};

/** How people call one operation: `Promotion 7`. */
export function calledOf(operation: {
  kind: OperationKind;
  number: number;
}): string {
  return `${NAMES[operation.kind] ?? 'Operation'} ${operation.number}`;
}

/** The act that asking for an operation in an environment is. */
export function actOf(operation: {
  kind: OperationKind;
  intent: Intent | null;
}): keyof Allow {
  if (operation.kind === 'runbook') return 'operate';
  if (operation.kind === 'infrastructure-apply') return 'apply';
  return ACT_OF[operation.intent ?? 'promote'];
}
