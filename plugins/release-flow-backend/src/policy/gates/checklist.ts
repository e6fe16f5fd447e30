import type { GateResult } from 'backstage-plugin-release-flow-common';
import type { ChecklistItemRecord } from '../../database/records';
import type { ChecklistConfig } from '../gateSchemas';
import type { NotesProof } from '../publishedNotes';
import { passed, waiting, type Verdict } from './result';

type Item = ChecklistConfig['items'][number];

/** What can tick an item by itself. */
export interface Proofs {
  gates: GateResult[];
  /** Types of the verifications that have passed. */
  verifications: string[];
  notes: NotesProof;
}

export interface ItemState {
  item: Item;
  state: 'open' | 'done' | 'not-applicable';
  record: ChecklistItemRecord | undefined;
  /** Why it does not apply, where nobody said so. */
  why?: string;
}

/** What ticks an item that people can't tick, in words. */
export function proverOf({ provenBy }: Item): string | undefined {
  if (!provenBy) return undefined;
  if (provenBy === 'release-notes') return 'the published release notes';
  return 'gate' in provenBy
    ? `the gate ${provenBy.gate}`
    : `the verification ${provenBy.verification}`;
}

function isProven(provenBy: NonNullable<Item['provenBy']>, proofs: Proofs) {
  if (provenBy === 'release-notes') return proofs.notes === 'published';
  if ('gate' in provenBy) {
    return proofs.gates.some(
      ({ key, status }) => key === provenBy.gate && status === 'passed',
    );
  }
  return proofs.verifications.includes(provenBy.verification);
}

function provenState(
  item: Item,
  provenBy: NonNullable<Item['provenBy']>,
  proofs: Proofs,
): ItemState {
  if (provenBy === 'release-notes' && proofs.notes === 'not-needed') {
    const why = 'Nothing new is released';
    return { item, state: 'not-applicable', record: undefined, why };
  }
  const state = isProven(provenBy, proofs) ? 'done' : 'open';
  return { item, state, record: undefined };
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
  if (item.provenBy) return provenState(item, item.provenBy, proofs);
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
    .map(({ item, state, record, why }) =>
      [
        `${item.text}: ${state}`,
        record ? `by ${record.actor}` : 'by itself',
        record?.evidence ?? why,
      ]
        .filter(Boolean)
        .join(', '),
    );
  if (open.length > 0) {
    return {
      ...waiting(
        title,
        'items-open',
        `${states.length - open.length} of ${states.length} done. Open: ${openText(open[0].item)}`,
        { evidence },
      ),
      about: `open items ${open.map(({ item }) => item.id).join(', ')}`,
    };
  }
  return passed(title, 'checklist-done', `All ${states.length} items done`, {
    evidence,
  });
}

function openText(item: Item): string {
  const prover = proverOf(item);
  return prover ? `${item.text} (ticks itself by ${prover})` : item.text;
}
