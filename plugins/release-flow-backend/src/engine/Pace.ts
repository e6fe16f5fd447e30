/** So many at once, and one more each so often. */
export class Pace {
  private left: number;
  private since: number | undefined;

  constructor(
    private readonly atOnce: number,
    private readonly everyMs: number,
  ) {
    this.left = atOnce;
  }

  has(now: number): boolean {
    this.refill(now);
    return this.left >= 1;
  }

  take(now: number): boolean {
    if (!this.has(now)) return false;
    this.left -= 1;
    return true;
  }

  private refill(now: number): void {
    const passed = now - (this.since ?? now);
    this.since = now;
    this.left = Math.min(this.atOnce, this.left + passed / this.everyMs);
  }
}
