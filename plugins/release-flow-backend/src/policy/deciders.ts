import type { Plan } from 'backstage-plugin-release-flow-common';
import { accessRefs } from './allowed';
import type { Binding, BoundEnvironment } from './binding';
import type { ApprovalsConfig, SignOffConfig } from './gateSchemas';
import { pathsInto } from './graph';

/** Whose voices a decision is for, and whether the requester's counts. */
export interface Deciders {
  from: string[];
  preventSelfApproval: boolean;
}

const gatesOf = <T>(plan: Plan | null, type: string) =>
  (plan?.gates ?? []).filter(gate => gate.type === type) as unknown as T[];

/** Approvals that a plan needs; in an emergency its groups decide too. */
export function approvers(plan: Plan | null): Deciders[] {
  return gatesOf<ApprovalsConfig>(plan, 'approvals').map(gate => ({
    from: [
      ...gate.from,
      ...(plan?.emergency ? (gate.emergency?.from ?? []) : []),
    ],
    preventSelfApproval: gate.preventSelfApproval !== false,
  }));
}

/** Sign-offs that a plan needs, by name. */
export function signers(plan: Plan | null): Map<string, Deciders> {
  return new Map(
    gatesOf<SignOffConfig>(plan, 'sign-off').map(gate => [
      gate.name,
      {
        from: gate.from,
        preventSelfApproval: gate.preventSelfApproval !== false,
      },
    ]),
  );
}

/** Whom anything that stands before or after a change of an environment asks for their voice. */
export function decidersOf(
  { paths, runbooks = [] }: Pick<Binding, 'paths' | 'runbooks'>,
  { id, gates, verify, rollback }: BoundEnvironment,
): string[] {
  const asking = [
    ...gates,
    ...verify,
    ...(Array.isArray(rollback.gates) ? rollback.gates : []),
    ...pathsInto({ paths }, id).flatMap(path => path.gates ?? []),
    ...runbooks
      .filter(({ environments }) => environments.includes(id))
      .flatMap(runbook => runbook.gates),
  ] as unknown as Array<Partial<ApprovalsConfig>>;
  const refs = asking.flatMap(({ from, emergency }) => [
    ...(from ?? []),
    ...(emergency?.from ?? []),
  ]);
  return [...new Set(refs)].sort();
}

/** Whom a flow names for an environment, as rules of the permission framework ask for them. */
export function peopleNamed(binding: Binding, environment: BoundEnvironment) {
  return {
    access: accessRefs(environment),
    deciders: decidersOf(binding, environment),
  };
}
