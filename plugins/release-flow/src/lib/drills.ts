import type { Drill } from 'backstage-plugin-release-flow-common';
import type { Tone } from './states';

const STATES: Record<Drill['state'], { label: string; tone: Tone }> = {
  'going-back': { label: 'Drill goes back, begun', tone: 'info' },
  'coming-forward': { label: 'Drill comes forward, begun', tone: 'info' },
  passed: { label: 'Drill passed', tone: 'positive' },
  failed: { label: 'Drill failed', tone: 'negative' },
  'called-off': { label: 'Drill called off', tone: 'neutral' },
};

/** Words and tone of a drill; `isLoud` where somebody should look. */
export function describeDrill(drill: Drill) {
  const { label, tone } = STATES[drill.state];
  if (drill.state === 'passed' && drill.inTime === false) {
    const slow: Tone = 'warning';
    return { label: 'Drill passed too slowly', tone: slow, isLoud: true };
  }
  const isQuiet = ['passed', 'called-off'].includes(drill.state);
  return {
    label:
      drill.kind === 'preflight'
        ? label.replace('Drill', 'Drill by preflight')
        : label,
    tone,
    isLoud: !isQuiet,
  };
}
