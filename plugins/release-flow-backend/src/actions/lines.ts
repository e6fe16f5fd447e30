import type {
  GateResult,
  PromotionView,
  ServiceState,
} from 'backstage-plugin-release-flow-common';

export const gateLine = ({ title, status, message }: GateResult) => ({
  title,
  status,
  message,
});

export const environmentLine = (
  environment: ServiceState['environments'][number],
) => ({
  id: environment.id,
  title: environment.title,
  tier: environment.tier,
  release: environment.recorded?.label ?? null,
  artifact: environment.recorded?.artifact ?? null,
  since: environment.recorded?.happenedAt ?? null,
  verified: environment.recorded?.verified ?? false,
  health: environment.observed.health,
  readAt: environment.observed.reading.at,
  withheld: environment.withheld,
  drift: environment.drift,
  hold: environment.hold,
  openPromotion: environment.openPromotion,
});

export const moveLine = (path: ServiceState['paths'][number]) => ({
  from: path.from,
  to: path.to,
  status: path.status,
  message: path.message,
  release: path.release?.label ?? null,
  promotion: path.promotionId,
});

export const promotionLine = (promotion: PromotionView) => ({
  id: promotion.id,
  environment: promotion.environment.id,
  label: promotion.label,
  intent: promotion.intent,
  state: promotion.state,
  message: promotion.message,
  requestedBy: promotion.requestedBy,
  via: promotion.via,
  gates: promotion.gates.map(gateLine),
  steps: promotion.steps.map(({ title, state, detail }) => ({
    title,
    state,
    detail,
  })),
});
