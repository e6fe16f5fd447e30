import type {
  AlarmHistoryItem,
  CompositeAlarm,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { AwsClients } from '../AwsClients';
import type { Place } from '../awsConfig';
import { reading } from '../awsErrors';

const sdk = (): typeof import('@aws-sdk/client-cloudwatch') =>
  require('@aws-sdk/client-cloudwatch');

const MOST_PAGES = 5;

/** One alarm as CloudWatch has it. */
export type Alarm = MetricAlarm & CompositeAlarm;

/** How one alarm that was asked for by name stands. */
export interface AlarmState {
  name: string;
  /** `MISSING` is ours: CloudWatch leaves out of its answer what it does not know. */
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'MISSING';
  /** ISO 8601; absent when it is missing. */
  since?: string;
  reason?: string;
}

/** What CloudWatch says of alarms. */
export class Alarms {
  constructor(private readonly clients: AwsClients) {}

  async describe(
    place: Place,
    names: string[],
    context: ProviderContext,
  ): Promise<Alarm[]> {
    const found: Alarm[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.page(place, names, next, context);
      found.push(
        ...(answer.MetricAlarms ?? []),
        ...(answer.CompositeAlarms ?? []),
      );
      next = answer.NextToken;
      if (!next) return found;
    }
    throw new ProviderError(
      'unavailable',
      `CloudWatch gave more than ${MOST_PAGES} pages of ${names.length} alarms. Name fewer.`,
    );
  }

  private page(
    place: Place,
    names: string[],
    next: string | undefined,
    context: ProviderContext,
  ) {
    return reading('alarms', context, options =>
      this.clients.cloudWatch(place).send(
        new (sdk().DescribeAlarmsCommand)({
          AlarmNames: names,
          // Composite alarms are left out unless they are asked for.
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          NextToken: next,
        }),
        options,
      ),
    );
  }

  async states(
    place: Place,
    names: string[],
    context: ProviderContext,
  ): Promise<AlarmState[]> {
    const found = await this.describe(place, names, context);
    return names.map(name => {
      const alarm = found.find(it => it.AlarmName === name);
      if (!alarm) return { name, state: 'MISSING' };
      const since =
        alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
      return {
        name,
        state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
        ...(since && { since: since.toISOString() }),
        ...(alarm.StateReason && { reason: alarm.StateReason }),
      };
    });
  }

  /** Whether an alarm went off since then, and be it that it is quiet again. */
  async firedSince(
    place: Place,
    name: string,
    since: Date,
    context: ProviderContext,
  ): Promise<string | undefined> {
    const { AlarmHistoryItems = [] } = await reading(
      `history of the alarm ${name}`,
      context,
      options =>
        this.clients.cloudWatch(place).send(
          new (sdk().DescribeAlarmHistoryCommand)({
            AlarmName: name,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            HistoryItemType: 'StateUpdate',
            StartDate: since,
            EndDate: new Date(),
            MaxRecords: 100,
            ScanBy: 'TimestampDescending',
          }),
          options,
        ),
    );
    return AlarmHistoryItems.find(wentOff)?.Timestamp?.toISOString();
  }
}

function wentOff({ HistoryData, HistorySummary }: AlarmHistoryItem): boolean {
  try {
    return JSON.parse(HistoryData ?? '').newState.stateValue === 'ALARM';
  } catch {
    return /\bto ALARM\b/.test(HistorySummary ?? '');
  }
}
