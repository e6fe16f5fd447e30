import type { Stores } from '../database';

/** Events of GitHub that change what is shown; all others are answered and dropped. */
const EVENTS = new Set([
  'release',
  'push',
  'create',
  'delete',
  'deployment',
  'deployment_review',
  'deployment_status',
  'workflow_run',
  'registry_package',
  'package',
]);

export function isTelling(event: string): boolean {
  return EVENTS.has(event);
}

/**
 * All that an event does, however it came: one durable mark, *this repository is due*. What changed
 * is read from GitHub, so events may be late, doubled, out of order or made up.
 * False when the event tells of no repository of ours.
 */
export async function noteRepository(
  stores: Stores,
  payload: unknown,
): Promise<boolean> {
  const key = repositoryOf(payload);
  if (key === undefined) return false;
  const now = await stores.now();
  return stores.repositories.markDue(key, now.toISOString());
}

/** `host/owner/name` from the payload's own URL. */
function repositoryOf(payload: unknown): string | undefined {
  const url = (payload as { repository?: { html_url?: unknown } | null } | null)
    ?.repository?.html_url;
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.replace(/\/+$/, '').toLowerCase();
}
