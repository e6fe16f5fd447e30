import type { AuditEvent } from 'backstage-plugin-release-flow-common';
import { canonicalHash } from './canonical';

export const GENESIS_HASH = '0'.repeat(64);
/** The chain of what belongs to no service. */
export const SYSTEM_CHAIN = 'system';

export type AuditInput = Pick<
  AuditEvent,
  'chain' | 'at' | 'actor' | 'type' | 'operationId' | 'data'
>;

/** Where a chain ends. */
export interface ChainEnd {
  seq: number;
  hash: string;
}

export const CHAIN_START: ChainEnd = { seq: 0, hash: GENESIS_HASH };

/** The next link: its hash covers everything in it and the link before. */
export function chainEvent(input: AuditInput, previous: ChainEnd): AuditEvent {
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

/** One link per input, in order. */
export function chainEvents(
  inputs: AuditInput[],
  previous: ChainEnd,
): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (const input of inputs) {
    events.push(chainEvent(input, events[events.length - 1] ?? previous));
  }
  return events;
}

export type LinkProblem = 'missing' | 'repeated' | 'edited' | 'replaced';

/** What is wrong with a link that should follow on another, or `undefined`. */
export function linkProblem(
  event: AuditEvent,
  previous: ChainEnd,
): LinkProblem | undefined {
  if (event.seq > previous.seq + 1) return 'missing';
  if (event.seq <= previous.seq) return 'repeated';
  const { hash, ...content } = event;
  if (hash !== canonicalHash(content)) return 'edited';
  return event.prevHash === previous.hash ? undefined : 'replaced';
}

/** First broken link of a chain, or `undefined` when it holds. */
export function findBrokenLink(
  events: AuditEvent[],
  start: ChainEnd = CHAIN_START,
): { seq: number; reason: LinkProblem } | undefined {
  let previous = start;
  for (const event of events) {
    const reason = linkProblem(event, previous);
    if (reason) {
      const seq = reason === 'missing' ? previous.seq + 1 : event.seq;
      return { seq, reason };
    }
    previous = event;
  }
  return undefined;
}
