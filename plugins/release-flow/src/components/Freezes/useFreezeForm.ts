import { useState } from 'react';
import {
  freezeRequestSchema,
  type FreezeRequest,
  type FreezeScope,
} from 'backstage-plugin-release-flow-common';
import { ownTimeZone } from '../../lib/time';

export interface FreezeForm {
  kind: 'window' | 'recurring';
  title: string;
  reason: string;
  from: string;
  until: string;
  schedule: string;
  duration: string;
  timeZone: string;
  scope: Required<FreezeScope>;
}

const EMPTY: FreezeScope & Required<FreezeScope> = {
  tiers: [],
  environments: [],
  flows: [],
  owners: [],
  services: [],
};

const instantOf = (local: string) =>
  local && !Number.isNaN(Date.parse(local))
    ? new Date(local).toISOString()
    : undefined;

/** Only what narrows it. */
export const scopeOf = (scope: Required<FreezeScope>): FreezeScope =>
  Object.fromEntries(
    Object.entries(scope).filter(([, values]) => values.length > 0),
  );

function bodyOf(form: FreezeForm): FreezeRequest {
  const { kind, title, reason, schedule, duration, timeZone } = form;
  return {
    kind,
    title: title.trim(),
    reason: reason.trim(),
    scope: scopeOf(form.scope),
    from: instantOf(form.from),
    until: instantOf(form.until),
    ...(kind === 'recurring' && {
      recurrence: { schedule: schedule.trim(), duration, timeZone },
    }),
  };
}

const FIELDS: Record<string, string> = {
  title: 'Give it a title.',
  reason: 'Say why.',
  until: 'Say when it ends, after its begin.',
  'recurrence.schedule': 'The schedule needs five fields.',
  'recurrence.duration': 'Say for how long, such as P2DT16H.',
  'recurrence.timeZone': 'Choose a time zone.',
};

/** The request as far as it is filled in, and what is missing. */
export function useFreezeForm() {
  const [form, setForm] = useState<FreezeForm>({
    kind: 'window',
    title: '',
    reason: '',
    from: '',
    until: '',
    schedule: '0 16 * * FRI',
    duration: 'P2DT16H',
    timeZone: ownTimeZone(),
    scope: { ...EMPTY, tiers: ['production'] },
  });
  const body = bodyOf(form);
  const parsed = freezeRequestSchema.safeParse(body);
  const [issue] = parsed.error?.issues ?? [];
  const field = issue?.path.join('.') ?? '';
  return {
    form,
    set: (change: Partial<FreezeForm>) => setForm({ ...form, ...change }),
    narrow: (change: Partial<FreezeForm['scope']>) =>
      setForm({ ...form, scope: { ...form.scope, ...change } }),
    request: body,
    block: issue && (FIELDS[field] ?? `${field}: ${issue.message}`),
  };
}
