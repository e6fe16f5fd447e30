import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Refresh } from '../ReadService';
import type { BindingSync } from './BindingSync';

const EVERY_MS = 30_000;
/** What is broken is being mended, and who mends it looks. */
const BROKEN_EVERY_MS = 3_000;
const REMEMBERED = 10_000;

/** Looking at a service reads its entity again, a broken one sooner. */
export function createRefresh(
  sync: Pick<BindingSync, 'syncOne'>,
  logger: LoggerService,
): Refresh {
  const last = new Map<string, number>();
  return async (ref, isBroken) => {
    const now = Date.now();
    const every = isBroken ? BROKEN_EVERY_MS : EVERY_MS;
    if (now - (last.get(ref) ?? 0) < every) return;
    if (last.size >= REMEMBERED) last.clear();
    last.set(ref, now);
    try {
      await sync.syncOne(ref);
    } catch (error) {
      logger.warn(`Could not read ${ref} again: ${toError(error).message}`);
    }
  };
}
