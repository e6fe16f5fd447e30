import { createHash } from 'crypto';

/** GitHub names no more files of one answer. */
const MAX_FILES = 300;

export interface FileJson {
  filename: string;
  previous_filename?: string;
  status: string;
  sha: string | null;
  patch?: string;
  changes?: number;
}

/**
 * Id of a change, whatever it is based on: its lines without their positions, as `git patch-id`
 * does it. `null` where the change is too big to be told whole.
 */
export function patchId(files: FileJson[]): string | null {
  if (files.length >= MAX_FILES) return null;
  const hash = createHash('sha256');
  for (const file of [...files].sort(byName)) {
    const lines = contentOf(file);
    hash.update(`${file.status}\0${file.previous_filename ?? ''}\0`);
    hash.update(`${file.filename}\0${lines}\0`);
  }
  return hash.digest('hex');
}

/** A file without text, such as a picture, is known by what it became. */
function contentOf({ patch, sha }: FileJson): string {
  return patch === undefined
    ? (sha ?? '')
    : patch
        .split('\n')
        .map(line => (line.startsWith('@@') ? '@@' : line.replace(/\s+/g, '')))
        .join('\n');
}

function byName(a: FileJson, b: FileJson): number {
  return a.filename < b.filename ? -1 : 1;
}
