import type {
  AuditCheckpoint,
  AuditEvent,
  AuditExportLine,
} from 'backstage-plugin-release-flow-common';
import { CHAIN_START, chainEvents } from '../audit';
import { nextCheckpoint } from '../auditCheckpoint';
import { AuditVerifier, type AuditVerifierOptions } from '../auditVerify';

export const SHOP = 'component:default/shop';
export const CAFE = 'component:default/cafe';
export const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

export function chain(name: string, length: number, note = ''): AuditEvent[] {
  return chainEvents(
    Array.from({ length }, (_, index) => ({
      chain: name,
      at: at(index),
      actor: 'user:default/ada',
      type: index % 2 ? 'promotion.requested' : 'environment.held',
      operationId: null,
      data: { index, note },
    })),
    CHAIN_START,
  );
}

export const shop = chain(SHOP, 17);
export const cafe = chain(CAFE, 4);

export function checkpoints(...ends: Array<AuditEvent[]>): AuditCheckpoint[] {
  const made: AuditCheckpoint[] = [];
  for (const [index, heads] of ends.entries()) {
    made.push(nextCheckpoint(made[index - 1], at(index), heads));
  }
  return made;
}

export const honest = checkpoints([shop[9], cafe[3]], [shop[16]]);

export function verify(
  lines: AuditExportLine[],
  options: Partial<AuditVerifierOptions> = {},
) {
  const verifier = new AuditVerifier({
    checkpoints: honest,
    keys: [],
    ...options,
  });
  for (const line of lines) verifier.add(line);
  return verifier.finish();
}

/** Holds as a chain, but is not the one that checkpoints know. */
export const rewritten = chain(SHOP, 17, 'another story');
