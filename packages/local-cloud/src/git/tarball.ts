import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/** A gzipped tar archive (ustar) of text files. */
export function tarball(
  files: { path: string; content: string }[],
  modifiedAt: number,
): Buffer {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, i) => folders.add(`${parts.slice(0, i + 1).join('/')}/`));
  }
  const parts = [
    ...[...folders].sort().map(path => entryHeader(path, 0, modifiedAt)),
    ...files.flatMap(file => entry(file.path, file.content, modifiedAt)),
    Buffer.alloc(BLOCK * 2),
  ];
  return gzipSync(Buffer.concat(parts));
}

function entry(path: string, content: string, modifiedAt: number): Buffer[] {
  const bytes = Buffer.from(content);
  const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  return [entryHeader(path, bytes.length, modifiedAt), bytes, padding];
}

function entryHeader(path: string, size: number, modifiedAt: number): Buffer {
  const isFolder = path.endsWith('/');
  const header = Buffer.alloc(BLOCK);
  const { name, prefix } = splitName(path);
  header.write(name, 0);
  header.write(isFolder ? '0000775\0' : '0000664\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(size)}\0`, 124);
  header.write(`${octal(Math.floor(modifiedAt / 1000))}\0`, 136);
  header.write(' '.repeat(8), 148);
  header.write(isFolder ? '5' : '0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Names over 100 bytes are split at a slash; ours never need more. */
function splitName(path: string): { name: string; prefix: string } {
  if (path.length <= 100) return { name: path, prefix: '' };
  const at = path.indexOf('/', path.length - 101);
  return { name: path.slice(at + 1), prefix: path.slice(0, at) };
}

function octal(value: number): string {
  return value.toString(8).padStart(11, '0');
}
