import type { RepositoryRecord, ServiceRecord } from '../database';

/** When something was seen, and whether it may have been there before the service was bound. */
export interface Sighting {
  at: string;
  isHistory: boolean;
}

/** What was there when a service's repository was read first is history; what comes later is news. */
export function sightingOf(
  { readAt }: RepositoryRecord,
  { boundAt }: ServiceRecord,
  now: Date,
): Sighting {
  return {
    at: now.toISOString(),
    isHistory: !readAt || readAt < boundAt,
  };
}
