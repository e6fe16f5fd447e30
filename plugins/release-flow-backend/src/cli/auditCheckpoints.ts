import { findCheckpoints } from '../policy/auditCheckpoint';
import { canonicalJson } from '../policy/canonical';
import { linesOf, type Io } from './io';

/** `release-flow audit checkpoints` */
export async function collectCheckpoints(
  io: Io,
  files: string[],
): Promise<number> {
  const seen = new Set<string>();
  for (const file of files.length > 0 ? files : ['-']) {
    for await (const line of linesOf(io, file)) {
      for (const checkpoint of findCheckpoints(line)) {
        const text = canonicalJson(checkpoint);
        if (!seen.has(text)) io.stdout.write(`${text}\n`);
        seen.add(text);
      }
    }
  }
  if (seen.size === 0) io.stderr.write('There is no checkpoint in it.\n');
  return seen.size > 0 ? 0 : 1;
}
