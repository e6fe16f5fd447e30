import type { EventsService } from '@backstage/plugin-events-node';
import type { Stores } from '../database';
import { isTelling, noteRepository } from '../services/repositoryNotice';

/**
 * What the events plugin received of GitHub does the same as our own route. Its bus hands an event
 * to one replica, at most once, and drops the headers on the way: an event without its name counts.
 */
export async function subscribeToGithub(
  events: EventsService,
  stores: Stores,
): Promise<void> {
  await events.subscribe({
    id: 'release-flow',
    topics: ['github'],
    onEvent: async ({ eventPayload, metadata }) => {
      const event = metadata?.['x-github-event'];
      if (typeof event === 'string' && !isTelling(event)) return;
      await noteRepository(stores, eventPayload);
    },
  });
}
