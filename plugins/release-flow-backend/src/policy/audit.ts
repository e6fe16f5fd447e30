import type { AuditRecord } from '../database/records';
import { canonicalHash } from './canonical';

export const GENESIS_HASH = '0'.repeat(64);

export type AuditInput = Pick<
  AuditRecord,
  'chain' | 'at' | 'actor' | 'type' | 'operationId' | 'data'
>;

/** The next link: its hash covers everything in it and the link before. */
export function chainEvent(
  input: AuditInput,
  previous: { seq: number; hash: string },
): AuditRecord {
  const event = {
    chain: input.chain,
    seq: previous.seq + 1,
    at: input.at,
    actor: input.actor,
    type: input.type,
    operationId: input.operationId,
    data: input.data,
    prevHash: previous.hash,
  };
  return { ...event, hash: canonicalHash(event) };
}

/** First broken link of a chain, or `undefined` when it holds. */
export function findBrokenLink(
  events: AuditRecord[],
): { seq: number; reason: string } | undefined {
  let previous = { seq: 0, hash: GENESIS_HASH };
  for (const event of events) {
    if (event.seq !== previous.seq + 1) {
      return { seq: previous.seq + 1, reason: 'missing' };
    }
    const expected = chainEvent(event, previous);
    if (event.prevHash !== previous.hash || event.hash !== expected.hash) {
      return { seq: event.seq, reason: 'edited' };
    }
    previous = { seq: event.seq, hash: event.hash };
  }
  return undefined;
}
