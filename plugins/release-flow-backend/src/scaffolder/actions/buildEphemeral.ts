import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { outputAccepted, outputDryRun } from './acting';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { preflightOf, requireAllowed } from './preflighting';
import { actOnce, clientOf, type ActionTools } from './tools';

const ID = 'release-flow:build-ephemeral';

export const createBuildEphemeralAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Builds a branch without making a release, and deploys it where an environment is named. Such a build never moves on.',
    supportsDryRun: true,
    examples: [
      example('Try a branch in dev', ID, {
        service: 'component:default/qfa-backend',
        ref: 'feat/some-experiment',
        environment: 'dev',
      }),
      example('Only build a branch', ID, {
        service: 'component:default/qfa-backend',
        ref: 'feat/some-experiment',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        ref: zod => zod.string().max(200).describe('Branch, tag or commit'),
        environment: zod => fields.environment(zod).optional(),
        reason: zod => fields.reason(zod).optional(),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const { service: named, ...request } = ctx.input;
      const { environment, ref } = request;
      const service = serviceRef(named);
      if (ctx.isDryRun) {
        if (environment) {
          const asked = { environment, ref, intent: 'ephemeral' } as const;
          requireAllowed(await preflightOf(tools, ctx, service, asked));
        }
        outputDryRun(tools, ctx, service, 'ephemeral-build');
        return;
      }
      const client = await clientOf(tools, ctx);
      const accepted = await actOnce(
        tools,
        ctx,
        [service, request],
        idempotencyKey =>
          client.buildEphemeral(
            service,
            { ...request, idempotencyKey },
            { signal: ctx.signal },
          ),
      );
      outputAccepted(tools, ctx, service, accepted);
    },
  });
