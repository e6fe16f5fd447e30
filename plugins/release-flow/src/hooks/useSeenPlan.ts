import { useState } from 'react';
import type { PlanChange } from 'backstage-plugin-release-flow-common';

interface Planned {
  planHash: string;
  planChange: PlanChange | null;
}

export interface SeenPlan {
  /** Hash of the plan that the reader looked at. */
  planHash: string;
  /** What is different by now; a reader who decides has to look at it first. */
  change: PlanChange | null | undefined;
  look: () => void;
}

/** The plan a dialog was opened for stays the one that is decided on, until the reader saw the new one. */
export function useSeenPlan({ planHash, planChange }: Planned): SeenPlan {
  const [seen, setSeen] = useState(planHash);
  return {
    planHash: seen,
    change: seen === planHash ? undefined : planChange,
    look: () => setSeen(planHash),
  };
}
