import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ChatWebhooks } from './chatWebhooks';
import type { Announce } from './engine/context';

/**
 * Tells people through Backstage's notifications. It is a courtesy: who misses one finds the same
 * in the inbox of decisions, so trouble is logged and nothing waits for it.
 */
export function createAnnouncer(
  notifications: NotificationService,
  logger: LoggerService,
  chat: ChatWebhooks = { tell: () => undefined },
): Announce {
  let known: string | undefined;
  return announcement => {
    const { to, except, title, description, severity, scope, promotion } =
      announcement;
    if (announcement.chat) chat.tell(announcement.chat);
    if (to.length === 0) return;
    notifications
      .send({
        recipients: {
          type: 'entity',
          entityRef: to,
          ...(except && { excludeEntityRef: except }),
        },
        payload: {
          title,
          description,
          severity,
          scope,
          topic: 'release-flow',
          link: `/release-flow/promotions/${promotion}`,
        },
      })
      .then(() => {
        known = undefined;
      })
      .catch(error => {
        const trouble = toError(error).message;
        // A portal without notifications says so once, not with every promotion.
        if (trouble !== known) {
          logger.warn(`Could not notify anybody: ${trouble}`);
        }
        known = trouble;
      });
  };
}
