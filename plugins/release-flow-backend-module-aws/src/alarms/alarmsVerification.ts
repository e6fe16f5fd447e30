import type {
  VerificationAnswer,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { Alarms, AlarmState } from './Alarms';
import {
  alarmsMeant,
  alarmsVerificationSchema,
  toMillis,
  type AlarmsVerificationConfig,
} from './alarmsConfig';
import { evidenceOf, namesOf } from './alarmsGate';

const LOOKS = 20;
const SLOWEST_LOOK_MS = 30_000;
const LEAST_EXTRA_MS = 600_000;

/** Passes when no alarm went off in the time after the deployment, and all are OK at its end. */
export function alarmsVerification(
  alarms: Alarms,
): VerificationProvider<AlarmsVerificationConfig> {
  return {
    type: 'alarms',
    schema: alarmsVerificationSchema as z.ZodType<AlarmsVerificationConfig>,
    titleOf: ({ names, for: time }) =>
      `${names ? names.join(', ') : 'The alarms of the environment'} stay OK for ${time}`,
    withinMs: config => {
      const time = toMillis(config.for);
      return config.within
        ? toMillis(config.within)
        : Math.max(2 * time, time + LEAST_EXTRA_MS);
    },
    async check({ config, environment, clock }, context) {
      const { place, names } = alarmsMeant(config, environment);
      const states = await alarms.states(place, names, context);
      const now = new Date(clock?.now ?? Date.now());
      const began = new Date(clock?.startedAt ?? now);
      const changed = states.filter(
        it => Date.parse(it.since ?? '') >= began.getTime(),
      );
      for (const { name } of changed) {
        const at = await alarms.firedSince(place, name, began, context);
        if (at) {
          return {
            status: 'failed',
            code: 'alarm-fired',
            message: `The alarm ${name} went off at ${at}, after the deployment.`,
          };
        }
      }
      return judgeWatch(config, states, {
        watchedMs: now.getTime() - began.getTime(),
        now,
      });
    },
  };
}

/** What the states say, where none went off and came back. */
export function judgeWatch(
  { for: time }: AlarmsVerificationConfig,
  states: AlarmState[],
  { watchedMs, now }: { watchedMs: number; now: Date },
): VerificationAnswer {
  const of = (state: AlarmState['state']) =>
    states.filter(it => it.state === state);
  const [fired, missing, silent] = [
    of('ALARM'),
    of('MISSING'),
    of('INSUFFICIENT_DATA'),
  ];
  const forMs = toMillis(time);
  const every = Math.max(500, Math.min(forMs / LOOKS, SLOWEST_LOOK_MS));
  const nextCheckAt = new Date(now.getTime() + every).toISOString();
  if (fired.length > 0) {
    return {
      status: 'failed',
      code: 'alarm-firing',
      message: `In ALARM after the deployment: ${fired.map(evidenceOf).join('; ')}`,
    };
  }
  if (missing.length > 0) {
    return {
      status: 'running',
      code: 'alarm-missing',
      message: `CloudWatch has no alarm ${namesOf(missing)}, so nothing watches. Create it.`,
      nextCheckAt,
    };
  }
  if (silent.length > 0) {
    return {
      status: 'running',
      code: 'alarm-without-data',
      message: `${namesOf(silent)} without data, so nothing says that all is well. Look at the metric.`,
      nextCheckAt,
    };
  }
  if (watchedMs < forMs) {
    const seconds = Math.ceil((forMs - watchedMs) / 1_000);
    const left =
      seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
    return {
      status: 'running',
      code: 'alarms-watched',
      message: `${states.length} alarms are OK; watched for ${left} more`,
      nextCheckAt,
    };
  }
  return {
    status: 'passed',
    code: 'alarms-quiet',
    message: `No alarm of ${states.length} went off for ${time}`,
  };
}
