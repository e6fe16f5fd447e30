import type { Advice, GateResult } from 'backstage-plugin-release-flow-common';
import type { Binding } from './binding';
import { summarise } from './gates';
import type { Refusal } from './refusals';

const WOULD = {
  passed: 'It would have been let through',
  waiting: 'It would have waited',
  blocked: 'It would have been blocked',
};

/** What a flow would have decided if it acted. Pure. */
export function adviceOf(
  gates: GateResult[],
  refusals: Refusal[] = [],
): Advice {
  const held = gates.filter(({ status }) => status !== 'passed');
  const codes = new Set(held.map(({ code }) => code));
  const others = refusals.filter(({ code }) => !codes.has(code));
  const verdict = others.length > 0 ? 'blocked' : summarise(gates);
  const reasons = [
    ...others.map(({ message }) => message),
    ...held
      .filter(({ status }) => verdict === 'waiting' || status === 'blocked')
      .map(({ title, message }) => `${title}: ${message}`),
  ];
  return {
    verdict,
    message: [WOULD[verdict], ...reasons.slice(0, 3)].join('. '),
    gates: gates.map(({ type, title, status, code, message }) => ({
      type,
      title,
      status,
      code,
      message,
    })),
  };
}

/** What is said of a deployment that a flow would not have made, and that others made all the same. */
export function unlawful(
  { mode }: Pick<Binding, 'mode'>,
  advice: Advice | undefined,
): string[] {
  return mode === 'enforce' && advice?.verdict === 'blocked'
    ? [advice.message]
    : [];
}
