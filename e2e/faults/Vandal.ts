import type { Cluster } from '../support/Cluster';
import type { Replica } from '../support/Replica';
import { until } from '../support/until';
import type { Dice } from './Dice';

/** Kills backends while they are at work, and starts them again. */
export class Vandal {
  kills = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly dice: Dice,
  ) {}

  /** Strikes when something has just been sent, so that answers get lost. */
  async strike(): Promise<void> {
    const before = await this.sent();
    await until('something is sent', async () => {
      return (await this.sent()) > before;
    }).catch(() => undefined);
    const victims = this.victims();
    await Promise.all(victims.map(victim => victim.kill()));
    this.kills += victims.length;
    await Promise.all(victims.map(victim => victim.start()));
  }

  private victims(): Replica[] {
    const { up } = this.cluster;
    if (this.dice.chance(0.1)) return up;
    const first = this.dice.pick(up);
    return this.dice.chance(0.2)
      ? up.filter(replica => replica !== first)
      : [first];
  }

  private async sent(): Promise<number> {
    return (await this.cluster.control.call('GET', '/log')).length;
  }
}
