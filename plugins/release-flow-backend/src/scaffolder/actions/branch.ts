import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { outputAccepted, outputDryRun } from './acting';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { actOnce, call, clientOf, type ActionTools } from './tools';

const ID = 'release-flow:branch';

export const createBranchAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description: 'Makes a branch that the flow releases from.',
    supportsDryRun: true,
    examples: [
      example('Make a release branch', ID, {
        service: 'component:default/qfa-backend',
        name: 'release/v1.2.3',
        from: 'main',
      }),
      example('Make a branch for an urgent fix', ID, {
        service: 'component:default/qfa-backend',
        name: 'hotfix/login',
        from: 'v1.2.3',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        name: zod => zod.string().max(200).describe('Such as release/v1.2.3'),
        from: zod =>
          zod
            .string()
            .max(200)
            .describe('Branch, tag or commit that it starts at'),
        reason: zod => fields.reason(zod).optional(),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const service = serviceRef(ctx.input.service);
      const { name, from, reason } = ctx.input;
      const { signal } = ctx;
      const client = await clientOf(tools, ctx);
      if (ctx.isDryRun) {
        const { release } = await call(tools, ctx, () =>
          client.service(service, { signal }),
        );
        if (!release.canBranch) {
          throw new Error(`You may not make branches of ${service}`);
        }
        ctx.logger.info(`Would make ${name} from ${from}`);
        outputDryRun(tools, ctx, service, 'branch');
        return;
      }
      const accepted = await actOnce(
        tools,
        ctx,
        [service, name, from],
        idempotencyKey =>
          client.createBranch(
            service,
            { name, from, reason, idempotencyKey },
            { signal },
          ),
      );
      outputAccepted(tools, ctx, service, accepted);
    },
  });
