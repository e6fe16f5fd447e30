import type {
  ChecklistItemState,
  FreezeScope,
  FreezeView,
  Recurrence,
} from 'backstage-plugin-release-flow-common';

export interface OverrideRecord {
  operationId: string;
  /** Key of the gate. */
  gate: string;
  /** What the gate said when it was overridden. */
  about: string;
  planHash: string;
  actor: string;
  reason: string;
  at: string;
}

/** An item of a checklist as somebody left it; the newest row counts. */
export interface ChecklistItemRecord {
  operationId: string;
  serviceRef: string;
  artifactKey: string | null;
  checklist: string;
  item: string;
  /** As the item read then. */
  text: string;
  state: ChecklistItemState;
  evidence: string | null;
  actor: string;
  at: string;
}

export interface FreezeRecord {
  id: string;
  kind: FreezeView['kind'];
  title: string;
  reason: string;
  scope: FreezeScope;
  from: string;
  until: string | null;
  recurrence: Recurrence | null;
  by: string;
  at: string;
  ended: FreezeView['ended'];
}
