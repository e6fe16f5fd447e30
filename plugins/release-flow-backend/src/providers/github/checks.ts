import type { HostCheck } from '../types';

/** A check with what orders it among others of its name. */
export interface TimedCheck {
  check: HostCheck;
  /** Milliseconds; what has not begun is newer than all that has. */
  begunAt: number;
  id: number;
}

type Id = number | bigint;

interface CheckRunJson {
  id: Id;
  name: string;
  status: string;
  conclusion: string | null;
  html_url: string | null;
  details_url: string | null;
  started_at: string | null;
  completed_at: string | null;
}

export function toCheck(json: CheckRunJson): TimedCheck {
  const isCompleted = json.status === 'completed';
  return {
    check: {
      name: json.name,
      status: statusOf(json.status),
      conclusion: isCompleted ? json.conclusion : null,
      url: json.html_url ?? json.details_url,
      completedAt: isCompleted ? json.completed_at : null,
    },
    begunAt: timeOf(json.started_at),
    id: Number(json.id),
  };
}

interface StatusJson {
  id: Id;
  context: string;
  state: string;
  target_url: string | null;
  created_at: string;
  updated_at: string;
}

export function toStatus(json: StatusJson): TimedCheck {
  const isPending = json.state === 'pending';
  const conclusion = json.state === 'success' ? 'success' : 'failure';
  return {
    check: {
      name: json.context,
      status: isPending ? 'in_progress' : 'completed',
      conclusion: isPending ? null : conclusion,
      url: json.target_url,
      completedAt: isPending ? null : json.updated_at,
    },
    begunAt: timeOf(json.created_at),
    id: Number(json.id),
  };
}

/** In order of name. */
export function newestOfEachName(found: TimedCheck[]): HostCheck[] {
  const newest = new Map<string, HostCheck>();
  const oldestFirst = [...found].sort(
    (a, b) => a.begunAt - b.begunAt || a.id - b.id,
  );
  for (const { check } of oldestFirst) newest.set(check.name, check);
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** GitHub also says `waiting`, `requested` and `pending`. */
function statusOf(status: string): HostCheck['status'] {
  if (status === 'completed' || status === 'in_progress') return status;
  return 'queued';
}

/** JSON knows no infinity, and what is read is kept as JSON. */
function timeOf(at: string | null): number {
  return at ? Date.parse(at) : Number.MAX_SAFE_INTEGER;
}
