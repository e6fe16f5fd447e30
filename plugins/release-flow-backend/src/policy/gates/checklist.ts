import type { GateResult } from 'backstage-plugin-release-flow-common';
import type { ChecklistItemRecord } from '../../database/records';
import type { ChecklistConfig } from '../gateSchemas';
import { passed, waiting, type Verdict } from './result';

type Item = ChecklistConfig['items'][number];

/** What can tick an item by itself. */
export interface Proofs {
  gates: GateResult[];
  /** Types of the verifications that have passed. */
  verifications: string[];
  hasPublishedNotes: boolean;
}

export interface ItemState {
  item: Item;
  state: 'open' | 'done' | 'not-applicable';
  record: ChecklistItemRecord | undefined;
}

function isProven(item: Item, proofs: Proofs): boolean {
  const { provenBy } = item;
  if (provenBy === 'release-notes') return proofs.hasPublishedNotes;
  if (!provenBy) return false;
  if ('gate' in provenBy) {
    return proofs.gates.some(
      ({ key, status }) => key === provenBy.gate && status === 'passed',
    );
  }
  return proofs.verifications.includes(provenBy.verification);
}

/** A tick counts while the item reads as it did when it was ticked. */
function stateOf(
  item: Item,
  records: ChecklistItemRecord[],
  proofs: Proofs,
): ItemState {
  const record = records
    .filter(({ item: id, text }) => id === item.id && text === item.text)
    .at(-1);
  if (item.provenBy) {
    const state = isProven(item, proofs) ? 'done' : 'open';
    return { item, state, record: undefined };
  }
  if (!record || record.state === 'open') {
    return { item, state: 'open', record };
  }
  const isEnough =
    record.state === 'not-applicable'
      ? item.notApplicable && Boolean(record.evidence)
      : !item.evidence || Boolean(record.evidence);
  return { item, state: isEnough ? record.state : 'open', record };
}

/** Every item with what is known of it. Pure. */
export function checklistStates(
  config: ChecklistConfig,
  records: ChecklistItemRecord[],
  proofs: Proofs,
): ItemState[] {
  const own = records.filter(({ checklist }) => checklist === config.name);
  return config.items.map(item => stateOf(item, own, proofs));
}

export function checklistTitle(config: ChecklistConfig): string {
  return config.title ?? `Checklist ${config.name}`;
}

export function judgeChecklist(
  config: ChecklistConfig,
  records: ChecklistItemRecord[],
  proofs: Proofs,
): Verdict {
  const states = checklistStates(config, records, proofs);
  const title = checklistTitle(config);
  const open = states.filter(({ state }) => state === 'open');
  const evidence = states
    .filter(({ state }) => state !== 'open')
    .map(({ item, state, record }) =>
      [
        `${item.text}: ${state}`,
        record ? `by ${record.actor}` : 'by itself',
        record?.evidence,
      ]
        .filter(Boolean)
        .join(', '),
    );
  if (open.length > 0) {
    return {
      ...waiting(
        title,
        'items-open',
        `${states.length - open.length} of ${states.length} done. Open: ${open[0].item.text}`,
        { evidence },
      ),
      about: `open items ${open.map(({ item }) => item.id).join(', ')}`,
    };
  }
  return passed(title, 'checklist-done', `All ${states.length} items done`, {
    evidence,
  });
}
