import fs from 'node:fs';
import path from 'node:path';
import type { CloudState } from './cloudModel';

const WRITE_DELAY_MS = 150;

/** Keeps the state in one file, replaced as a whole and never half written. */
export class StateFile {
  private timer: NodeJS.Timeout | undefined;
  private readonly file: string;

  constructor(
    dir: string,
    private readonly current: () => CloudState,
  ) {
    this.file = path.join(dir, 'state.json');
  }

  static read(dir: string): CloudState | undefined {
    try {
      const state = JSON.parse(
        fs.readFileSync(path.join(dir, 'state.json'), 'utf8'),
      );
      if (state.format === 1) return state;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    throw new Error(
      `What ${dir} holds was written by another version of the local cloud. Begin anew with: npm start -- --reset`,
    );
  }

  changed(): void {
    this.timer ??= setTimeout(() => this.write(), WRITE_DELAY_MS);
  }

  write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const draft = `${this.file}.${process.pid}.new`;
    fs.writeFileSync(draft, JSON.stringify(this.current()));
    fs.renameSync(draft, this.file);
  }
}
