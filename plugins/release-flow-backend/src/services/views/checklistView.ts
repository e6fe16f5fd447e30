import type { ChecklistView } from 'backstage-plugin-release-flow-common';
import type {
  ChecklistItemRecord,
  OperationRecord,
  ReleaseRecord,
} from '../../database';
import type { ChecklistConfig } from '../../policy/gateSchemas';
import {
  checklistStates,
  checklistTitle,
  proverOf,
  type ItemState,
} from '../../policy/gates/checklist';
import { notesProof } from '../../policy/publishedNotes';
import { passedVerifications } from '../../policy/steps';

interface ChecklistFacts {
  records: ChecklistItemRecord[];
  release: ReleaseRecord | undefined;
  mayTick(name: string): boolean;
}

/** The checklists among a promotion's gates and verifications. */
export function checklistViews(
  operation: OperationRecord,
  facts: ChecklistFacts,
): ChecklistView[] {
  const { plan } = operation;
  return [
    ...(plan?.gates ?? []).map(config => ({ config, when: 'gate' as const })),
    ...(plan?.verifications ?? []).map(config => ({
      config,
      when: 'verification' as const,
    })),
  ]
    .filter(({ config }) => config.type === 'checklist')
    .map(({ config, when }) =>
      viewOf(config as unknown as ChecklistConfig, when, operation, facts),
    );
}

function viewOf(
  config: ChecklistConfig,
  when: ChecklistView['when'],
  operation: OperationRecord,
  facts: ChecklistFacts,
): ChecklistView {
  const states = checklistStates(config, facts.records, {
    gates: operation.gates,
    verifications: passedVerifications(operation),
    notes: notesProof(facts.release, operation.intent),
  });
  return {
    name: config.name,
    title: checklistTitle(config),
    when,
    items: states.map(state => itemView(state, facts.mayTick(config.name))),
  };
}

function itemView(
  { item, state, record, why }: ItemState,
  mayTick: boolean,
): ChecklistView['items'][number] {
  return {
    id: item.id,
    text: item.text,
    state,
    by: record?.actor ?? null,
    at: record?.at ?? null,
    evidence: record?.evidence ?? why ?? null,
    evidenceNeeded: item.evidence,
    mayBeNotApplicable: item.notApplicable && !item.provenBy,
    provenBy: proverOf(item) ?? null,
    mayTick: mayTick && !item.provenBy,
  };
}
