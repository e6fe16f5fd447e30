import type { Cloud } from '../cloud';
import type { AlarmValue, CloudWatchAlarm } from './awsModel';
import type { AwsOperation } from './awsWire';
import { AwsException, seconds } from './awsWire';

export const cloudWatchOperations: Record<string, AwsOperation> = {
  DescribeAlarms: ({ cloud, input }) => {
    const names: string[] | undefined = input.AlarmNames;
    const types: string[] = input.AlarmTypes ?? ['MetricAlarm'];
    const found = cloud.state.aws.alarms.filter(
      it =>
        (!names || names.includes(it.name)) &&
        (!input.AlarmNamePrefix || it.name.startsWith(input.AlarmNamePrefix)) &&
        (!input.StateValue || it.state === input.StateValue),
    );
    return {
      MetricAlarms: types.includes('MetricAlarm')
        ? found.map(it => alarmJson(cloud, it))
        : [],
      CompositeAlarms: [],
    };
  },
  DescribeAlarmHistory: ({ cloud, input }) => {
    const alarm = cloud.state.aws.alarms.find(
      it => it.name === input.AlarmName,
    );
    if (!alarm) {
      throw new AwsException('ResourceNotFound', 'Unknown alarm');
    }
    const from = (input.StartDate ?? 0) * 1000;
    const to = (input.EndDate ?? Infinity) * 1000;
    const items = alarm.history
      .filter(({ at }) => at >= from && at <= to)
      .map(({ at, from: before, to: after, reason }) => ({
        AlarmName: alarm.name,
        AlarmType: 'MetricAlarm',
        Timestamp: seconds(at),
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${before} to ${after}`,
        HistoryData: JSON.stringify({
          version: '1.0',
          oldState: { stateValue: before },
          newState: { stateValue: after, stateReason: reason },
        }),
      }));
    const isDescending = input.ScanBy !== 'TimestampAscending';
    return { AlarmHistoryItems: isDescending ? items.reverse() : items };
  },
};

export function setAlarm(
  cloud: Cloud,
  alarm: CloudWatchAlarm,
  state: AlarmValue,
  reason: string,
): void {
  if (alarm.state === state) return;
  const at = cloud.now();
  alarm.history.push({ at, from: alarm.state, to: state, reason });
  alarm.state = state;
  alarm.reason = reason;
  alarm.changedAt = at;
  cloud.changed();
}

function alarmJson(cloud: Cloud, alarm: CloudWatchAlarm) {
  const { region, account } = cloud.state.aws;
  return {
    AlarmName: alarm.name,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`,
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [],
    AlarmActions: [`arn:aws:sns:${region}:${account}:on-call`],
    InsufficientDataActions: [],
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateUpdatedTimestamp: seconds(alarm.changedAt),
    StateTransitionedTimestamp: seconds(alarm.changedAt),
    MetricName: alarm.metric,
    Namespace: 'AWS/ECS',
    Statistic: 'Average',
    Dimensions: [],
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
  };
}
