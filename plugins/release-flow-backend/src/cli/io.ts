import { createReadStream } from 'fs';
import { createInterface } from 'readline';
import type { Readable, Writable } from 'stream';

/** What a command sees of its process. */
export interface Io {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  exitCode?: number | string | null | undefined;
}

/** Lines of a file, or of what is piped in for `-`; never the whole of it. */
export async function* linesOf(io: Io, file: string): AsyncGenerator<string> {
  const input = file === '-' ? io.stdin : createReadStream(file);
  // A file that can't be read fails here rather than as an event nobody hears.
  const failed = new Promise<never>((_resolve, reject) =>
    input.once('error', reject),
  );
  failed.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Infinity })[
    Symbol.asyncIterator
  ]();
  for (;;) {
    const { value, done } = await Promise.race([lines.next(), failed]);
    if (done) return;
    if (value.trim()) yield value;
  }
}
