import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { outputAccepted, outputDryRun } from './acting';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { actOnce, call, clientOf, type ActionTools } from './tools';

const ID = 'release-flow:release';

export const createReleaseAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description: "Runs the flow's release workflow, which drafts a release.",
    supportsDryRun: true,
    examples: [
      example('Run the release workflow', ID, {
        service: 'component:default/qfa-backend',
      }),
      example('Release a patch', ID, {
        service: 'component:default/qfa-backend',
        inputs: { bump: 'patch' },
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        inputs: zod =>
          zod
            .record(zod.string().max(200))
            .optional()
            .describe('Inputs of the workflow'),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const service = serviceRef(ctx.input.service);
      const { inputs } = ctx.input;
      const { signal } = ctx;
      const client = await clientOf(tools, ctx);
      if (ctx.isDryRun) {
        const { release } = await call(tools, ctx, () =>
          client.service(service, { signal }),
        );
        if (!release.canRun) {
          throw new Error(
            release.workflow
              ? `You may not run ${release.workflow} of ${service}`
              : `The flow of ${service} declares no release workflow`,
          );
        }
        ctx.logger.info(`Would run ${release.workflow}`);
        outputDryRun(tools, ctx, service, 'release-run');
        return;
      }
      const accepted = await actOnce(
        tools,
        ctx,
        [service, inputs],
        idempotencyKey =>
          client.runRelease(service, { inputs, idempotencyKey }, { signal }),
      );
      outputAccepted(tools, ctx, service, accepted);
    },
  });
