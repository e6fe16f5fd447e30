import type { GateResult } from 'backstage-plugin-release-flow-common';

export type Verdict = Omit<
  GateResult,
  'checkedAt' | 'type' | 'key' | 'overridden'
>;

interface Extra {
  evidence?: string[];
  nextCheckAt?: string | null;
}

function verdict(
  status: GateResult['status'],
  title: string,
  code: string,
  message: string,
  extra: Extra = {},
): Verdict {
  return {
    status,
    title,
    code,
    message,
    evidence: extra.evidence ?? [],
    nextCheckAt: extra.nextCheckAt ?? null,
  };
}

export const passed = (
  title: string,
  code: string,
  message: string,
  extra?: Extra,
) => verdict('passed', title, code, message, extra);

export const waiting = (
  title: string,
  code: string,
  message: string,
  extra?: Extra,
) => verdict('waiting', title, code, message, extra);

export const blocked = (
  title: string,
  code: string,
  message: string,
  extra?: Extra,
) => verdict('blocked', title, code, message, extra);

/** A gate that can't be read waits; it never passes. */
export const unread = (title: string, what: string, why: string) =>
  waiting(title, 'not-read', `${what} could not be read: ${why}`);
