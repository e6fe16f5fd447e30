import type { AwsOperation } from './awsWire';
import { AwsException, pageOf } from './awsWire';

const MOST_EVENTS = 10_000;

export const logsOperations: Record<string, AwsOperation> = {
  FilterLogEvents: ({ cloud, input }) => {
    const group = cloud.state.aws.logGroups[input.logGroupName];
    if (!group) {
      throw new AwsException(
        'ResourceNotFoundException',
        'The specified log group does not exist.',
      );
    }
    const pattern: string | undefined = input.filterPattern;
    const found = group
      .map((line, index) => ({ ...line, index }))
      .filter(
        ({ at, text }) =>
          at >= (input.startTime ?? 0) &&
          at <= (input.endTime ?? Infinity) &&
          (!pattern || text.includes(pattern)),
      );
    const { page, nextToken } = pageOf(found, {
      nextToken: input.nextToken,
      maxResults: input.limit ?? MOST_EVENTS,
    });
    return {
      events: page.map(({ at, text, index }) => ({
        logStreamName: 'api/api/0123456789abcdef',
        timestamp: at,
        ingestionTime: at,
        message: text,
        eventId: String(index).padStart(56, '0'),
      })),
      searchedLogStreams: [],
      nextToken,
    };
  },
};
