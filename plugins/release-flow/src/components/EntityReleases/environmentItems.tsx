import type { ReactNode } from 'react';
import {
  RiArrowGoBackLine,
  RiCheckDoubleLine,
  RiGitBranchLine,
  RiPauseLine,
  RiPlayLine,
  RiRefreshLine,
  RiRestartLine,
  RiRocketLine,
  RiTimerLine,
  RiToolsLine,
} from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { takes } from '../../lib/environment';
import type { DialogRequest } from './serviceContext';

export interface Item {
  request: DialogRequest;
  label: string;
  icon: ReactNode;
  /** Why it can't be chosen. */
  refusal: string | undefined;
}

/** What may be asked for here; what may not stays in sight, with the reason. */
export function itemsOf(
  environment: EnvironmentState,
  stopped: string | undefined,
): Item[] {
  const { can, title, restore, recorded, drift } = environment;
  const { hold, ephemeral, drill } = environment;
  const unless = (allowed: boolean, act: string) =>
    stopped ?? (allowed ? undefined : `You may not ${act} ${title}`);
  const items: Item[] = [
    {
      request: { kind: 'promote', environment },
      label: 'Promote…',
      icon: <RiRocketLine />,
      refusal: unless(can.promote, 'promote to'),
    },
    {
      request: { kind: 'rollback', environment },
      label: 'Roll back…',
      icon: <RiArrowGoBackLine />,
      refusal: unless(can.rollback, 'roll back'),
    },
  ];
  if (restore) {
    items.push({
      request: { kind: 'restore', environment },
      label: `Restore ${restore.label}…`,
      icon: <RiRestartLine />,
      refusal: unless(can.rollback || can.promote, 'restore'),
    });
  }
  if (drill) {
    items.push({
      request: { kind: 'drill', environment },
      label: 'Drill: try the way back…',
      icon: <RiRefreshLine />,
      refusal: stopped ?? (drill.possible ? undefined : drill.message),
    });
  }
  if (takes(environment, 'ephemeral')) {
    items.push({
      request: { kind: 'ephemeral', environment },
      label: 'Try a branch…',
      icon: <RiGitBranchLine />,
      refusal: unless(can.ephemeral, 'try a branch in'),
    });
  }
  if (ephemeral?.expiresAt) {
    items.push({
      request: { kind: 'extend', environment },
      label: 'Let the branch stay longer…',
      icon: <RiTimerLine />,
      refusal: unless(can.ephemeral, 'try a branch in'),
    });
  }
  if (drift && recorded) {
    items.push({
      request: { kind: 'repair', environment },
      label: `Repair: put ${recorded.label} back…`,
      icon: <RiToolsLine />,
      refusal: unless(can.promote, 'deploy to'),
    });
  }
  if (drift) {
    items.push({
      request: { kind: 'adopt', environment },
      label: 'Adopt what runs…',
      icon: <RiCheckDoubleLine />,
      refusal: unless(can.override, 'adopt what runs in'),
    });
  }
  items.push(
    hold
      ? {
          request: { kind: 'end-hold', environment },
          label: 'End the hold…',
          icon: <RiPlayLine />,
          refusal: unless(can.hold, 'end the hold in'),
        }
      : {
          request: { kind: 'hold', environment },
          label: 'Hold automation…',
          icon: <RiPauseLine />,
          refusal: unless(can.hold, 'hold'),
        },
  );
  return items;
}
