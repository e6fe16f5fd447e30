import { Button } from '@backstage/ui';
import type { SeenPlan } from '../../hooks/useSeenPlan';
import { ActionAlert, PlanChanges } from '../common';

/** Inside a dialog: the plan is another one by now, and what differs. */
export function ChangedMeanwhile({ seen }: { seen: SeenPlan }) {
  if (seen.change === undefined) return null;
  return (
    <ActionAlert
      role="alert"
      status="warning"
      icon
      title="The plan changed while you looked"
      description={
        <>
          What you were about to decide on is no longer what would happen.
          Earlier approvals are void.
          {seen.change && <PlanChanges change={seen.change} />}
        </>
      }
      customActions={
        <Button size="small" variant="secondary" onPress={seen.look}>
          I have seen it
        </Button>
      }
    />
  );
}
