import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../support/Cluster';
import { Dice } from './Dice';
import { gather, type Ending } from './evidence';
import { People } from './People';
import { Requester } from './Requester';
import * as settings from './settings';
import { settle } from './settle';

/** Milliseconds; people don't look all the time. */
const BETWEEN_LOOKS = 500;

/** Who asks, who decides, and what became of it, over all that happens to one cluster. */
export class Trial {
  readonly dice = new Dice(settings.seed);
  readonly people: People;
  readonly requester: Requester;
  private readonly endings = new Map<string, Ending>();

  constructor(readonly cluster: Cluster) {
    this.people = new People(cluster, this.dice);
    this.requester = new Requester(cluster, settings.services, this.dice);
  }

  get answered(): number {
    return this.requester.accepted.length;
  }

  /** Works while people look after what waits for them. */
  async withPeople<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const care = async () => {
      while (!isOver) {
        await this.people.look().catch(() => undefined);
        await pause(BETWEEN_LOOKS);
      }
    };
    const caring = care();
    try {
      return await work();
    } finally {
      isOver = true;
      await caring;
    }
  }

  /** Waits until everything is over, and reads what the systems outside saw. */
  async settle() {
    const { accepted } = this.requester;
    const { endings, lost, stuck } = await settle(
      this.cluster,
      accepted,
      this.people,
    );
    for (const [id, ending] of endings) this.endings.set(id, ending);
    const evidence = await gather(
      this.cluster.control,
      this.endings,
      settings.services,
    );
    return { results: [...endings.values()], lost, stuck, ...evidence };
  }
}
