import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { ChangeNotice } from './engine/context';

const COALESCE_MS = 400;

/** Signals say only *changed, fetch again*: any client may listen. */
export function createChangeNotice(
  signals: SignalsService,
  logger: LoggerService,
): ChangeNotice {
  const services = new Set<string>();
  const promotions = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    const message = {
      services: [...services],
      promotions: [...promotions],
    };
    services.clear();
    promotions.clear();
    signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: 'release-flow',
        message,
      })
      .catch(error =>
        logger.debug(`Could not signal: ${toError(error).message}`),
      );
  };
  return change => {
    change.services?.forEach(ref => services.add(ref));
    change.promotions?.forEach(id => promotions.add(id));
    timer ??= setTimeout(flush, COALESCE_MS).unref();
  };
}
