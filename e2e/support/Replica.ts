import { stop } from '../../scripts/lib/processes.mjs';

/** A process as `scripts/lib/processes.mjs` hands it out. */
export interface Handle {
  child: { pid?: number };
  exited: Promise<unknown>;
}

/** Which code a backend runs; by default what stands in the repository. */
export interface Build {
  name: string;
  /** Required before all else. */
  preload: string;
}

/** One of several backends over the same database, as a process that things happen to. */
export class Replica {
  private handle: Handle | undefined;
  private starting: Promise<Handle> | undefined;
  private isPaused = false;

  constructor(
    readonly name: string,
    readonly url: string,
    private readonly begin: (build?: Build) => Promise<Handle>,
  ) {}

  /** Whether it answers. */
  get isUp(): boolean {
    return this.handle !== undefined && !this.isPaused;
  }

  /** Resolves when it is ready. */
  async start(build?: Build): Promise<void> {
    this.starting = this.begin(build);
    try {
      this.handle = await this.starting;
    } finally {
      this.starting = undefined;
    }
  }

  /** As a crash does: at once, with nothing tidied up. */
  async kill(): Promise<void> {
    const { exited } = this.signal('SIGKILL');
    await exited;
    this.handle = undefined;
  }

  /** Stops it in the middle of whatever it does. */
  pause(): void {
    this.signal('SIGSTOP');
    this.isPaused = true;
  }

  resume(): void {
    this.signal('SIGCONT');
    this.isPaused = false;
  }

  /** Politely, as when a newer build takes its place. */
  async end(): Promise<void> {
    await this.starting?.catch(() => undefined);
    const { handle } = this;
    if (this.isPaused) this.resume();
    this.handle = undefined;
    if (handle) await stop(handle);
  }

  private signal(name: NodeJS.Signals): Handle {
    if (!this.handle) throw new Error(`${this.name} does not run`);
    process.kill(-this.handle.child.pid!, name);
    return this.handle;
  }
}
