import type {
  Finding,
  ProviderContext,
  TargetExpectation,
} from 'backstage-plugin-release-flow-node';
import type { Place } from '../awsConfig';
import type { Alarm, Alarms } from './Alarms';
import { toMillis } from './alarmsConfig';

type Expected = NonNullable<TargetExpectation['alarms']>[number];

const OPERATORS: Record<string, string> = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
};

/** Alarms that are missing, switched off, or set to something else than the flow says. */
export async function inspectAlarms(
  alarms: Alarms,
  place: Place,
  expected: TargetExpectation,
  context: ProviderContext,
): Promise<Finding[]> {
  const wanted = expected.alarms ?? [];
  if (wanted.length === 0) return [];
  const found = await alarms.describe(
    place,
    wanted.map(({ name }) => name),
    context,
  );
  const severity = expected.tier === 'production' ? 'error' : 'warning';
  return wanted.flatMap(one => {
    const alarm = found.find(it => it.AlarmName === one.name);
    const subject = `alarm ${one.name}`;
    if (!alarm) {
      return [
        {
          code: 'alarm-missing',
          severity,
          subject,
          message: `CloudWatch has no alarm ${one.name} in ${place.region}.`,
          why: `Nobody hears when ${one.metric ?? 'what it should watch'} goes wrong in ${expected.environment}, and gates on it stay shut.`,
          fix: `Create it: aws cloudwatch put-metric-alarm --alarm-name ${one.name} …`,
        } satisfies Finding,
      ];
    }
    return [...disabled(alarm, subject), ...differing(alarm, one, subject)];
  });
}

function disabled(alarm: Alarm, subject: string): Finding[] {
  if (alarm.ActionsEnabled !== false) return [];
  return [
    {
      code: 'alarm-disabled',
      severity: 'warning',
      subject,
      message: 'Its actions are switched off.',
      why: 'It changes its state, and tells nobody.',
      fix: `aws cloudwatch enable-alarm-actions --alarm-names ${alarm.AlarmName}`,
    },
  ];
}

function differing(alarm: Alarm, wanted: Expected, subject: string): Finding[] {
  const differences: string[] = [];
  const compare = (what: string, has: unknown, should: unknown) => {
    if (should === undefined || has === should) return;
    differences.push(`${what} is ${has ?? 'not set'}, not ${should}`);
  };
  compare('its metric', alarm.MetricName, wanted.metric);
  compare('its threshold', alarm.Threshold, wanted.threshold);
  compare(
    'its comparison',
    alarm.ComparisonOperator,
    wanted.comparison && OPERATORS[wanted.comparison],
  );
  compare(
    'its time in seconds',
    alarm.Period && alarm.Period * (alarm.EvaluationPeriods ?? 1),
    wanted.period && toMillis(wanted.period) / 1000,
  );
  if (differences.length === 0) return [];
  return [
    {
      code: 'alarm-differs',
      severity: 'warning',
      subject,
      message: `${differences.join('; ')}.`,
      why: 'It goes off at another moment than the flow says.',
      fix: 'Set the alarm as the flow says, or mend the flow.',
    },
  ];
}
