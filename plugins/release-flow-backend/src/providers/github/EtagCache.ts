import { deflateRawSync, inflateRawSync } from 'zlib';
import { BoundedMap } from '../BoundedMap';

const LIMIT_BYTES = 16 * 1024 * 1024;

interface Entry {
  etag: string;
  packed: Buffer;
}

/** What was read last, kept packed and outside the heap, to be shown again on `304 Not Modified`. */
export class EtagCache {
  private readonly entries: BoundedMap<Entry>;

  constructor(limitBytes: number = LIMIT_BYTES) {
    this.entries = new BoundedMap(limitBytes, ({ packed }) => packed.length);
  }

  get(key: string): { etag: string; read(): unknown } | undefined {
    const entry = this.entries.get(key);
    return (
      entry && {
        etag: entry.etag,
        read: () => JSON.parse(inflateRawSync(entry.packed).toString()),
      }
    );
  }

  set(key: string, etag: string | undefined, value: unknown): void {
    if (!etag) {
      this.entries.delete(key);
      return;
    }
    const packed = deflateRawSync(JSON.stringify(value));
    this.entries.set(key, { etag, packed });
  }
}
