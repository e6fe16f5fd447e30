import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { move } from './move';
import { call, clientOf, type ActionTools, type Step } from './tools';

const ID = 'release-flow:restore';

/** The release that the portal offers to restore. */
async function offeredRelease(
  tools: ActionTools,
  step: Step,
  service: string,
  environment: string,
): Promise<string> {
  const client = await clientOf(tools, step);
  const { signal } = step;
  const { environments } = await call(tools, step, () =>
    client.service(service, { signal }),
  );
  const state = environments.find(({ id }) => id === environment);
  if (!state) {
    const known = environments.map(({ id }) => id).join(', ');
    throw new Error(`${service} has no environment '${environment}': ${known}`);
  }
  if (!state.restore) {
    throw new Error(
      `${state.title} has nothing to be restored from. Name the release to put there.`,
    );
  }
  return state.restore.releaseId;
}

export const createRestoreAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Asks for an environment to run a release again, for example after a branch was tried there. Without release: the one the portal offers.',
    supportsDryRun: true,
    examples: [
      example('Restore dev to the latest release', ID, {
        service: 'component:default/qfa-backend',
        environment: 'dev',
      }),
      example('Put an older release into staging', ID, {
        service: 'component:default/qfa-backend',
        environment: 'staging',
        release: 'v0.3.7',
        reason: 'Look at the old behaviour again',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        environment: fields.environment,
        release: zod => fields.release(zod).optional(),
        reason: zod => fields.reason(zod).optional(),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const { environment, reason } = ctx.input;
      const service = serviceRef(ctx.input.service);
      const release =
        ctx.input.release ??
        (await ctx.checkpoint({
          key: `offered.${service}.${environment}`,
          fn: () => offeredRelease(tools, ctx, service, environment),
        }));
      const intent = 'restore';
      await move(tools, ctx, service, { environment, release, reason, intent });
    },
  });
