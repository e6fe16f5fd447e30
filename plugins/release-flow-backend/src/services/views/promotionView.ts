import {
  type PlanChange,
  isTerminal,
  type Compare,
  type PromotionSummary,
  type PromotionView,
} from 'backstage-plugin-release-flow-common';
import type {
  AuditRecord,
  DecisionRecord,
  OperationRecord,
  ServiceRecord,
} from '../../database';
import { usualDurations } from '../../policy/steps';

export function promotionSummary(
  operation: OperationRecord,
  service: Pick<ServiceRecord, 'ref' | 'title' | 'binding'> | undefined,
): PromotionSummary {
  const environment = service?.binding?.environments.find(
    ({ id }) => id === operation.environment,
  );
  return {
    id: operation.id,
    kind: operation.kind,
    number: operation.number,
    service: {
      ref: operation.serviceRef,
      title: service?.title ?? operation.serviceRef,
    },
    environment: {
      id: operation.environment ?? '',
      title: environment?.title ?? operation.environment ?? '',
      tier: operation.tier ?? '',
    },
    intent: operation.intent ?? 'promote',
    origin: operation.origin,
    emergency: operation.emergency,
    state: operation.state,
    message: operation.message,
    label: operation.label,
    requestedBy: operation.requestedBy,
    requestedAt: operation.requestedAt,
    reason: operation.reason,
    ...(operation.memory.drill && { drill: operation.memory.drill.way }),
    finishedAt: operation.finishedAt,
    expiresAt: isTerminal(operation.state) ? null : operation.expiresAt,
    base: operation.base?.label ?? null,
  };
}

export interface PromotionFactsForView {
  operation: OperationRecord;
  service: ServiceRecord | undefined;
  decisions: DecisionRecord[];
  events: AuditRecord[];
  recent: OperationRecord[];
  compare: Compare | null;
  checklists: PromotionView['checklists'];
  can: PromotionView['can'];
  now: string;
}

export function promotionView(facts: PromotionFactsForView): PromotionView {
  const { operation, service, decisions, events } = facts;
  const { base: _base, ...summary } = promotionSummary(operation, service);
  const usual = usualDurations(facts.recent.map(({ steps }) => steps));
  return {
    ...summary,
    from: operation.fromEnvironment,
    trouble: operation.trouble,
    code: operation.code,
    releaseId: operation.releaseId,
    artifact: operation.artifact,
    commit: operation.commit,
    gitRef: operation.gitRef,
    base: operation.base,
    via: operation.via,
    planHash: operation.planHash ?? '',
    flow: service?.binding?.flow ?? { ref: '', title: '', revision: '' },
    gates: operation.gates,
    gatesCheckedAt: operation.gatesAt,
    steps: operation.steps.map(step => ({
      ...step,
      usuallyMs: usual.get(step.id) ?? null,
    })),
    onFailure: {
      action: operation.plan?.onFailure.action ?? 'stop',
      label: operation.plan?.onFailure.to
        ? (operation.base?.label ?? null)
        : null,
    },
    decisions: decisions.map(
      ({ actor, decision, gate, emergency, comment, at, voided }) => ({
        actor,
        decision,
        gate: gate || null,
        emergency,
        comment,
        at,
        voided,
      }),
    ),
    checklists: facts.checklists,
    planChange: planChangeOf(events),
    links: linksOf(operation, service),
    compare: facts.compare,
    events: events.map(event => ({
      at: event.at,
      actor: event.actor,
      message: eventMessage(event),
    })),
    can: facts.can,
    now: facts.now,
  };
}

function linksOf(
  operation: OperationRecord,
  service: ServiceRecord | undefined,
): PromotionView['links'] {
  const runs = Object.entries(operation.memory.runs ?? {}).map(
    ([step, run]) => ({
      title: step === 'deploy' ? 'GitHub run' : `GitHub run of ${step}`,
      url: run.url,
    }),
  );
  const environment = service?.binding?.environments.find(
    ({ id }) => id === operation.environment,
  );
  const urls = Object.entries(environment?.urls ?? {}).map(([name, url]) => ({
    title: `${environment!.title ?? environment!.id} ${name}`,
    url,
  }));
  return [...runs, ...urls];
}

/** What the newest change of the plan changed; approvals before it are void. */
function planChangeOf(events: AuditRecord[]): PromotionView['planChange'] {
  const change = events.findLast(({ type }) => type.endsWith('.plan-changed'));
  return change
    ? {
        at: change.at,
        fields: change.data.difference as PlanChange['fields'],
      }
    : null;
}

const EVENT_NAMES: Record<string, string> = {
  requested: 'asked for it',
  expected: 'expected it',
  waiting: 'accepted it',
  deploying: 'sent the change: all gates had passed',
  'waiting-in-github': 'paused for a review in GitHub',
  verifying: 'began to verify',
  succeeded: 'finished: live and verified',
  'rolled-back': 'finished: rolled back',
  'rolling-back': 'began to roll back',
  failed: 'ended it: failed',
  errored: 'ended it: broke',
  rejected: 'rejected it',
  cancelled: 'cancelled it',
  expired: 'ended it: expired',
  superseded: 'ended it: superseded',
  attention: 'stopped: a person has to look',
  approved: 'approved',
  'signed-off': 'signed off',
  ticked: 'ticked an item',
  'cancel-requested': 'wants it cancelled',
  overridden: 'let a gate pass',
  'rejected-by': 'rejected it',
  'plan-changed': 'saw the plan change; approvals are void',
  'self-approval-refused': 'tried to approve their own request',
};

function eventMessage(event: AuditRecord): string {
  const kind = event.type.split('.').pop() ?? event.type;
  const { comment, reason, text, emergency } = event.data;
  const name = EVENT_NAMES[kind] ?? kind;
  const what = emergency ? `${name} as an emergency` : name;
  return [what, text, comment ?? reason].filter(Boolean).join(': ');
}
