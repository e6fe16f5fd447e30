import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import { allowedFor } from './allowed';
import type { Binding, BoundEnvironment } from './binding';
import type { PlanSubject } from './plan';

/** Whether somebody else than the requester has to approve, whatever the flow says. */
export function requiresHumanApproval(
  environment: Pick<BoundEnvironment, 'tier'>,
  { via }: Pick<PlanSubject, 'via'>,
): boolean {
  return via === 'agent' && environment.tier === 'production';
}

/** Who approves what an agent asked for: the approvers that the flow names, else who may approve there. */
export function humanApprovers(
  binding: Pick<Binding, 'service'>,
  environment: Pick<BoundEnvironment, 'allow' | 'tier' | 'gates'>,
): string[] {
  const named = environment.gates
    .filter(({ type }) => type === 'approvals')
    .flatMap(({ from }) => (from as string[] | undefined) ?? []);
  return named.length > 0
    ? [...new Set(named)]
    : allowedFor(binding, environment, 'approve');
}

const needsAnotherPerson = ({ type, preventSelfApproval }: TypedConfig) =>
  type === 'approvals' && preventSelfApproval === true;

/** The gate to add; none where a gate of the plan asks for the same. */
export function humanApprovalGates(
  binding: Pick<Binding, 'service'>,
  environment: Pick<BoundEnvironment, 'allow' | 'tier' | 'gates'>,
  subject: Pick<PlanSubject, 'via'>,
  chosen: TypedConfig[],
): TypedConfig[] {
  if (!requiresHumanApproval(environment, subject)) return [];
  if (chosen.some(needsAnotherPerson)) return [];
  return [
    {
      type: 'approvals',
      required: 1,
      from: humanApprovers(binding, environment),
      preventSelfApproval: true,
    },
  ];
}
