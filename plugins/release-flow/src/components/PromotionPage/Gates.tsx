import { useState } from 'react';
import { Button } from '@backstage/ui';
import type {
  GateResult,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { Ago, GateList, Panel } from '../common';
import { OverrideDialog } from './OverrideDialog';

/** Checklists are drawn whole below, and a sign-off's message says it all. */
const withoutRepeats = (gate: GateResult): GateResult =>
  ['checklist', 'sign-off'].includes(gate.type)
    ? { ...gate, evidence: [] }
    : gate;

export function Gates(props: {
  promotion: PromotionView;
  refresh: () => void;
}) {
  const { promotion, refresh } = props;
  const { gates, gatesCheckedAt, state, can } = promotion;
  const [key, setKey] = useState<string>();
  if (gates.length === 0) return null;
  const chosen = key ? gates.find(gate => gate.key === key) : undefined;
  const isOverridable = (gate: GateResult) =>
    can.override &&
    state === 'waiting' &&
    gate.about !== undefined &&
    gate.key !== undefined &&
    !gate.overridden &&
    gate.status !== 'passed';
  return (
    <Panel
      title="Gates"
      note={
        <>
          {gatesCheckedAt && (
            <>
              checked <Ago at={gatesCheckedAt} />
            </>
          )}
          {state === 'waiting' &&
            ', all checked again at the moment of deploying'}
        </>
      }
    >
      <GateList
        gates={gates.map(withoutRepeats)}
        action={gate =>
          isOverridable(gate) && (
            <Button
              size="small"
              variant="secondary"
              aria-label={`Override ${gate.title}`}
              onPress={() => setKey(gate.key)}
            >
              Override…
            </Button>
          )
        }
      />
      {chosen && (
        <OverrideDialog
          gate={chosen}
          promotion={promotion}
          refresh={refresh}
          onClose={() => setKey(undefined)}
        />
      )}
    </Panel>
  );
}
