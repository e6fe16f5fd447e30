import type {
  GateProvider,
  GateVerdict,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import { outsideText } from '../outsideText';
import type { Alarms, AlarmState } from './Alarms';
import {
  alarmsGateSchema,
  alarmsMeant,
  toMillis,
  type AlarmsGateConfig,
} from './alarmsConfig';

/** Opens while every alarm is OK, and was so all the time that is asked for. */
export function alarmsGate(
  alarms: Alarms,
): GateProvider<AlarmsGateConfig, AlarmState[]> {
  return {
    type: 'alarms',
    schema: alarmsGateSchema as z.ZodType<AlarmsGateConfig>,
    titleOf: ({ names, for: time }) =>
      `${names ? names.join(', ') : 'The alarms of the environment'} OK${time ? ` for ${time}` : ''}`,
    read({ config, environment }, context) {
      const { place, names } = alarmsMeant(config, environment);
      return alarms.states(place, names, context);
    },
    judge: judgeAlarms,
  };
}

export function judgeAlarms(
  { for: time }: AlarmsGateConfig,
  states: AlarmState[],
  now: Date,
): GateVerdict {
  const evidence = states.map(evidenceOf);
  const of = (state: AlarmState['state']) =>
    states.filter(it => it.state === state);
  const fired = of('ALARM');
  const missing = of('MISSING');
  const silent = of('INSUFFICIENT_DATA');
  if (fired.length > 0) {
    return {
      status: 'waiting',
      code: 'alarm-firing',
      message: `${namesOf(fired)} in ALARM. Mend what they watch; it goes on when they are OK.`,
      evidence,
    };
  }
  if (missing.length > 0) {
    return {
      status: 'blocked',
      code: 'alarm-missing',
      message: `CloudWatch has no alarm ${namesOf(missing)}. Create it, or mend its name in the flow.`,
      evidence,
    };
  }
  if (silent.length > 0) {
    return {
      status: 'waiting',
      code: 'alarm-without-data',
      message: `${namesOf(silent)} without data, so nothing says that all is well. Look at the metric.`,
      evidence,
    };
  }
  const since = now.getTime() - toMillis(time ?? '');
  const young = states.filter(it => !(Date.parse(it.since ?? '') <= since));
  if (time && young.length > 0) {
    const latest = Math.max(
      ...young.map(it => Date.parse(it.since ?? '') || now.getTime()),
    );
    return {
      status: 'waiting',
      code: 'alarm-fresh',
      message: `${namesOf(young)} OK, but not yet for ${time}.`,
      evidence,
      nextCheckAt: new Date(latest + toMillis(time)).toISOString(),
    };
  }
  return {
    status: 'passed',
    code: 'alarms-ok',
    message: `${states.length} ${states.length === 1 ? 'alarm is' : 'alarms are'} OK${time ? ` for ${time}` : ''}`,
    evidence,
  };
}

export function namesOf(states: AlarmState[]): string {
  return states.map(({ name }) => name).join(', ');
}

export function evidenceOf({ name, state, since, reason }: AlarmState): string {
  const when = since ? ` since ${since}` : '';
  return `${name}: ${state}${when}${reason ? ` (${outsideText(reason)})` : ''}`;
}
