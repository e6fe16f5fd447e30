import { durationSchema } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';

/** How long a verification may go on when its flow says nothing. */
const DEFAULT_WITHIN = 'PT5M';

export const withinSchema = durationSchema.default(DEFAULT_WITHIN);

export function toMillis(duration: string | undefined): number {
  return Duration.fromISO(duration ?? DEFAULT_WITHIN).toMillis();
}
