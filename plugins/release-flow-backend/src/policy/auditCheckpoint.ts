import {
  auditCheckpointSchema,
  type AuditCheckpoint,
} from 'backstage-plugin-release-flow-common';
import { GENESIS_HASH, type ChainEnd } from './audit';
import { canonicalHash } from './canonical';

const MAX_DEPTH = 6;

/** The checkpoint after `previous` over some ends of chains. */
export function nextCheckpoint(
  previous: Pick<AuditCheckpoint, 'seq' | 'hash'> | undefined,
  at: string,
  heads: Array<ChainEnd & { chain: string }>,
): AuditCheckpoint {
  const checkpoint = {
    seq: (previous?.seq ?? 0) + 1,
    at,
    heads: Object.fromEntries(
      heads.map(({ chain, seq, hash }) => [chain, { seq, hash }]),
    ),
    previous: previous?.hash ?? GENESIS_HASH,
  };
  return { ...checkpoint, hash: canonicalHash(checkpoint) };
}

/** What is wrong between two checkpoints that should follow one another, or `undefined`. */
export function checkpointProblem(
  checkpoint: AuditCheckpoint,
  before: AuditCheckpoint | undefined,
): string | undefined {
  const { hash, ...content } = checkpoint;
  const name = `Checkpoint ${checkpoint.seq} of ${checkpoint.at}`;
  if (hash !== canonicalHash(content)) return `${name} was edited.`;
  if (!before) return undefined;
  if (checkpoint.seq === before.seq) {
    return `There are two different checkpoints ${checkpoint.seq}, of ${before.at} and of ${checkpoint.at}: one of them was made behind the program's back, or they are of two databases.`;
  }
  if (checkpoint.seq > before.seq + 1) {
    return `Checkpoint ${before.seq + 1} is missing: the file goes from ${before.seq} to ${checkpoint.seq}. Give all logs between ${before.at} and ${checkpoint.at}.`;
  }
  return checkpoint.previous === before.hash
    ? undefined
    : `${name} does not follow on checkpoint ${before.seq}: one of them was made anew.`;
}

/**
 * Every checkpoint in a line of a log: the line may be one, or JSON that holds one at any depth,
 * also as text in text as log collectors wrap it, or plain text with one in it.
 */
export function findCheckpoints(line: string): AuditCheckpoint[] {
  return inText(line, 0);
}

function inText(text: string, depth: number): AuditCheckpoint[] {
  if (depth > MAX_DEPTH || !text.includes('previous')) return [];
  try {
    const value: unknown = JSON.parse(text);
    return inValue(value, depth + 1);
  } catch {
    return [...jsonObjectsIn(text)].flatMap(found => inText(found, depth + 1));
  }
}

function inValue(value: unknown, depth: number): AuditCheckpoint[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === 'string') return inText(value, depth);
  if (typeof value !== 'object' || value === null) return [];
  const parsed = auditCheckpointSchema.safeParse(value);
  if (parsed.success) return [parsed.data];
  return Object.values(value).flatMap(inner => inValue(inner, depth + 1));
}

/** Outermost balanced `{…}` of a text, as plain log formats print objects. */
function* jsonObjectsIn(text: string): Generator<string> {
  let start = -1;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') {
      quoted = depth > 0;
    } else if (sign === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (sign === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) yield text.slice(start, at + 1);
    }
  }
}
