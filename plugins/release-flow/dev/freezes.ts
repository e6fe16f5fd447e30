import type { Freezes, FreezeView } from 'backstage-plugin-release-flow-common';
import { ago, DAY, HOUR, MONA } from './fixtures';

const RAJ = 'user:default/raj';

export const freeze = (
  id: string,
  change: Partial<FreezeView> = {},
): FreezeView => ({
  id,
  kind: 'window',
  title: 'Year end',
  reason: 'Few people are there to help',
  scope: { tiers: ['production'] },
  from: ago(DAY),
  until: ago(-9 * DAY),
  recurrence: null,
  active: true,
  activeUntil: ago(-9 * DAY),
  nextAt: null,
  by: RAJ,
  at: ago(4 * DAY),
  ended: null,
  ...change,
});

export const stopped = freeze('f-stop', {
  kind: 'stop-the-line',
  title: 'The line is stopped',
  reason: 'The registry serves wrong images',
  scope: {},
  from: ago(12 * 60_000),
  at: ago(12 * 60_000),
  until: null,
  activeUntil: null,
});

export const weekend = freeze('f-weekend', {
  kind: 'recurring',
  title: 'Weekends',
  reason: 'Nobody is on call',
  scope: {
    tiers: ['staging', 'production'],
    owners: ['group:default/qfa'],
    flows: ['releaseflow:default/azure-three-stage'],
  },
  until: null,
  recurrence: {
    schedule: '0 16 * * FRI',
    duration: 'P2DT16H',
    timeZone: 'Europe/Berlin',
  },
  active: false,
  activeUntil: null,
  nextAt: ago(-3 * DAY),
});

export const freezes: Freezes = {
  items: [freeze('f-year'), weekend],
  canDeclare: true,
};

export const endedFreeze = freeze('f-old', {
  title: 'Election day',
  active: false,
  activeUntil: null,
  from: ago(40 * DAY),
  until: ago(38 * DAY),
  scope: { services: ['component:default/qfa-backend'] },
  ended: { by: MONA, at: ago(39 * DAY), reason: 'It was over sooner' },
});

export const sooner = freeze('f-soon', {
  title: 'Database move',
  active: false,
  activeUntil: null,
  from: ago(-5 * HOUR),
  nextAt: ago(-5 * HOUR),
  until: ago(-9 * HOUR),
});
