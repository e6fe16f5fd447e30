import type { Cluster } from '../support/Cluster';
import { until } from '../support/until';
import type { Ending } from './evidence';
import { ENDS, type People } from './People';
import type { Accepted } from './Requester';

const WITHIN = 300_000;

export interface Outcome {
  endings: Map<string, Ending>;
  /** Answered 2xx, and unknown now. */
  lost: string[];
  /** Neither over nor waiting for somebody. */
  stuck: string[];
}

/** Follows every promotion until it is over, or waits for what nobody gives it. */
export async function settle(
  cluster: Cluster,
  accepted: Accepted[],
  people: People,
): Promise<Outcome> {
  const endings = new Map<string, Ending>();
  const lost: string[] = [];
  let open = accepted.map(({ id }) => id);
  let stuck: string[] = [];
  const look = async () => {
    await people.look();
    stuck = [];
    for (const id of open) {
      const ada = await cluster.as('ada');
      const path = `/release-flow/promotions/${id}`;
      const { status, body } = await ada.send('GET', path);
      if (status === 404) lost.push(id);
      if (status !== 200) continue;
      const { state, code, message, trouble } = body;
      endings.set(id, { state, code });
      const waits =
        state === 'waiting' && code === 'approval-needed' && people.isLeft(id);
      if (!waits && !ENDS.includes(state)) {
        stuck.push(`${id} ${state} ${code}: ${trouble ?? message}`);
      }
    }
    open = open.filter(id => !ENDS.includes(endings.get(id)?.state ?? ''));
    open = open.filter(id => !lost.includes(id));
    return stuck.length === 0;
  };
  await until('everything is over', look, WITHIN).catch(() => undefined);
  return { endings, lost, stuck };
}
