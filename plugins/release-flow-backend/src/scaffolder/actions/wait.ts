import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  isTerminal,
  type OperationView,
} from 'backstage-plugin-release-flow-common';
import { example } from './example';
import { operationUrl } from './links';
import {
  clientOf,
  isPassing,
  saying,
  type ActionTools,
  type Step,
} from './tools';

const ID = 'release-flow:wait';
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10_000;

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Looks until the operation has ended or the time is over; undefined when it could not be read. */
async function waitFor(
  tools: ActionTools,
  step: Step,
  id: string,
  until: number,
): Promise<OperationView | undefined> {
  const client = await clientOf(tools, step);
  let operation: OperationView | undefined;
  let said = '';
  const say = (message: string) => {
    if (message !== said) step.logger.info(message);
    said = message;
  };
  for (let pause = FIRST_PAUSE_MS; ; pause *= 1.5) {
    try {
      operation = await client.operation(id, { signal: step.signal });
      say(`${operation.state}: ${operation.trouble ?? operation.message}`);
    } catch (error) {
      if (!isPassing(error)) throw saying(error);
      say('Release Flow does not answer; waiting for it.');
    }
    const left = until - tools.now();
    if ((operation && isTerminal(operation.state)) || left <= 0) {
      return operation;
    }
    await tools.sleep(Math.min(pause, LONGEST_PAUSE_MS, left), step.signal);
  }
}

export const createWaitAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Waits until a promotion or another operation has ended. When the time is over it ends with "still waiting" and a link; it fails when the operation does.',
    supportsDryRun: true,
    examples: [
      example('Wait for what an earlier step asked for', ID, {
        id: '${{ steps.promote.output.id }}',
      }),
      example('Wait longer, for an approval', ID, {
        id: '${{ steps.promote.output.id }}',
        minutes: 45,
      }),
    ],
    schema: {
      input: {
        id: zod => zod.string().max(120).describe('Id of the operation'),
        minutes: zod =>
          zod
            .number()
            .min(0)
            .max(45)
            .default(10)
            .describe('How long to wait, at most 45 minutes'),
      },
      output: {
        id: zod => zod.string(),
        state: zod => zod.string(),
        done: zod => zod.boolean().describe('False when it is still waiting'),
        message: zod => zod.string(),
        url: zod => zod.string().describe('Its page in the portal'),
        result: zod => zod.record(zod.any()).describe('What it brought about'),
      },
    },
    async handler(ctx) {
      const { id, minutes = 10 } = ctx.input;
      if (ctx.isDryRun) {
        ctx.logger.info('Dry run: there is nothing to wait for.');
        ctx.output('id', id);
        ctx.output('state', 'requested');
        ctx.output('done', false);
        ctx.output('message', 'Dry run: nothing was asked for.');
        ctx.output('url', tools.appUrl);
        ctx.output('result', {});
        return;
      }
      const until = tools.now() + Math.min(minutes, 45) * 60_000;
      const operation = await waitFor(tools, ctx, id, until);
      if (!operation) {
        throw new Error(
          `Release Flow did not answer for ${minutes} minutes; nothing is known of ${id}`,
        );
      }
      const { state, message, service, kind, result } = operation;
      const url = operationUrl(tools.appUrl, { id, kind }, service);
      const done = isTerminal(state);
      if (done && state !== 'succeeded') {
        throw new Error(`${state}: ${sentence(message)} See ${url}`);
      }
      const ended = done ? message : `Still waiting: ${message}`;
      if (!done) ctx.logger.warn(`${sentence(ended)} Follow it at ${url}`);
      ctx.output('id', id);
      ctx.output('state', state);
      ctx.output('done', done);
      ctx.output('message', ended);
      ctx.output('url', url);
      ctx.output('result', result);
    },
  });
