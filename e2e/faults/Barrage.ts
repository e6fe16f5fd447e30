import { until } from '../support/until';
import type { Trial } from './Trial';
import type { Vandal } from './Vandal';

/** Promotions answered between two kills. */
const PER_KILL = 8;
/** How many people ask at the same time. */
const ASKING = 4;
const WITHIN = 600_000;

/** Promotions asked for while backends are killed, so that each few of them meet a kill. */
export class Barrage {
  private begun = 0;
  private allowed = PER_KILL;

  constructor(
    private readonly trial: Trial,
    private readonly vandal: Vandal,
    private readonly wanted: number,
  ) {}

  /** Until as many as wanted are answered. */
  async run(): Promise<void> {
    await this.trial.withPeople(() =>
      Promise.all([
        this.kill(),
        ...Array.from({ length: ASKING }, () => this.ask()),
      ]),
    );
  }

  private async ask(): Promise<void> {
    while (this.begun < this.wanted) {
      if (this.begun < this.allowed) {
        this.begun += 1;
        await this.trial.requester.ask();
      } else {
        await until('the next kill', async () => this.mayBegin(), WITHIN);
      }
    }
  }

  private async kill(): Promise<void> {
    while (this.allowed < this.wanted + PER_KILL) {
      await until('answers', async () => this.isAnswered(), WITHIN);
      await this.vandal.strike();
      this.allowed += PER_KILL;
    }
  }

  private mayBegin(): boolean {
    return this.begun < this.allowed || this.begun >= this.wanted;
  }

  private isAnswered(): boolean {
    return this.trial.answered >= Math.min(this.allowed, this.wanted);
  }
}
