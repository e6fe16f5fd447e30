import type {
  AuditEvent,
  AuditSummary,
} from 'backstage-plugin-release-flow-common';
import {
  createHash,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'crypto';
import { canonicalJson } from './canonical';

const publicHalf = (key: KeyObject) =>
  key.type === 'private' ? createPublicKey(key) : key;

/** Names a key by its public half. */
export function keyIdOf(key: KeyObject): string {
  const spki = publicHalf(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
}

/**
 * The signed summary of events that are to be removed from the beginning of a chain. It extends
 * the summary before them when that one's signature holds, so that a chain has one per key; a
 * summary that does not hold is left as it is, for verification to find.
 */
export function summarise(
  events: AuditEvent[],
  before: AuditSummary | undefined,
  at: string,
  key: KeyObject,
): AuditSummary {
  const extended = before && isSignedBy(before, [key]) ? before : undefined;
  const [first] = events;
  const last = events[events.length - 1];
  const counts = { ...extended?.counts };
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  const summary = {
    chain: first.chain,
    fromSeq: extended?.fromSeq ?? first.seq,
    toSeq: last.seq,
    counts,
    prevHash: extended?.prevHash ?? first.prevHash,
    firstHash: extended?.firstHash ?? first.hash,
    lastHash: last.hash,
    at,
    keyId: keyIdOf(key),
  };
  return { ...summary, signature: signatureOf(summary, key) };
}

function signatureOf(
  summary: Omit<AuditSummary, 'signature'>,
  key: KeyObject,
): string {
  return sign(null, Buffer.from(canonicalJson(summary)), key).toString(
    'base64',
  );
}

/** True when one of the public keys made the signature. */
export function isSignedBy(
  { signature, ...summary }: AuditSummary,
  keys: KeyObject[],
): boolean {
  const content = Buffer.from(canonicalJson(summary));
  const bytes = Buffer.from(signature, 'base64');
  return keys
    .filter(key => keyIdOf(key) === summary.keyId)
    .some(key => verify(null, content, publicHalf(key), bytes));
}
