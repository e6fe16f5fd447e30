import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import {
  ProviderError,
  type LogLine,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { AwsClients } from '../AwsClients';
import { reading } from '../awsErrors';
import { containerOf, type Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';

const sdk = (): typeof import('@aws-sdk/client-cloudwatch-logs') =>
  require('@aws-sdk/client-cloudwatch-logs');

const HOUR_MS = 3_600_000;
const MOST_PAGES = 10;
const PAGE = 10_000;

/** The log group of a service: as the flow says, else where its containers log to. */
export function logGroupOf(
  config: EcsConfig,
  definition: Definition,
): string | undefined {
  if (config.logGroup) return config.logGroup;
  const groups = Object.values(config.containers).flatMap(name => {
    const log = containerOf(definition, name)?.logConfiguration;
    return log?.logDriver === 'awslogs'
      ? (log.options?.['awslogs-group'] ?? [])
      : [];
  });
  return groups[0];
}

/** The newest lines, oldest first; those of the last hour where nothing else is asked. */
export async function serviceLogs(
  { api, clients }: { api: EcsApi; clients: AwsClients },
  {
    config,
    since,
    limit,
  }: { config: EcsConfig; since?: string; limit: number },
  context: ProviderContext,
): Promise<LogLine[]> {
  const service = config.logGroup
    ? undefined
    : await api.service(config, context);
  const group =
    config.logGroup ??
    logGroupOf(
      config,
      await api.definition(config, service?.taskDefinition, context),
    );
  if (!group) {
    throw new ProviderError(
      'not-found',
      `${config.service} logs to no group of CloudWatch that is known. Name it as logGroup of the target.`,
    );
  }
  const startTime = since ? Date.parse(since) : Date.now() - HOUR_MS;
  const page = (nextToken: string | undefined) =>
    reading(`log group ${group}`, context, options =>
      clients.logs(config).send(
        new (sdk().FilterLogEventsCommand)({
          logGroupName: group,
          startTime,
          limit: PAGE,
          nextToken,
        }),
        options,
      ),
    );
  // CloudWatch gives the oldest first, so the newest are at the end of the last page.
  let newest: FilteredLogEvent[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const answer = await page(next);
    newest = [...newest, ...(answer.events ?? [])].slice(-limit);
    next = answer.nextToken;
    if (!next) break;
  }
  return newest.map(({ timestamp = 0, message = '' }) => ({
    at: new Date(timestamp).toISOString(),
    text: message.replace(/\n+$/, ''),
  }));
}
