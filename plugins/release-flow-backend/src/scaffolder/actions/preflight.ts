import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { example } from './example';
import { fields } from './fields';
import { serviceRef, serviceUrl } from './links';
import { preflightOf, requireAllowed } from './preflighting';
import type { ActionTools } from './tools';

const ID = 'release-flow:preflight';

export const createPreflightAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Says what a promotion, rollback or build would do and which gates it would meet, without doing it. Fails when it would be refused.',
    supportsDryRun: true,
    examples: [
      example('Look before promoting', ID, {
        service: 'component:default/qfa-backend',
        environment: 'prd',
        release: 'v0.4.0',
      }),
      example('Look before trying a branch, and go on either way', ID, {
        service: 'component:default/qfa-backend',
        environment: 'dev',
        ref: 'feat/some-experiment',
        intent: 'ephemeral',
        allowRefused: true,
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        environment: fields.environment,
        release: zod => fields.release(zod).optional(),
        deployment: zod =>
          zod.string().max(120).optional().describe('Deployment to go back to'),
        ref: zod =>
          zod.string().max(200).optional().describe('Branch, tag or commit'),
        from: fields.from,
        intent: zod =>
          zod
            .enum(['promote', 'rollback', 'restore', 'redeploy', 'ephemeral'])
            .default('promote'),
        allowRefused: zod =>
          zod
            .boolean()
            .default(false)
            .describe('Go on when it would be refused'),
      },
      output: {
        allowed: zod => zod.boolean(),
        label: zod => zod.string(),
        gates: zod =>
          zod.array(
            zod.object({
              type: zod.string(),
              title: zod.string(),
              status: zod.string(),
              message: zod.string(),
            }),
          ),
        refusals: zod => zod.array(zod.string()),
        warnings: zod => zod.array(zod.string()),
        planHash: zod => zod.string(),
        url: zod => zod.string(),
      },
    },
    async handler(ctx) {
      const { service: named, allowRefused, ...request } = ctx.input;
      const service = serviceRef(named);
      const preflight = await preflightOf(tools, ctx, service, request);
      if (!allowRefused) requireAllowed(preflight);
      ctx.output('allowed', preflight.allowed);
      ctx.output('label', preflight.label);
      ctx.output(
        'gates',
        preflight.gates.map(({ type, title, status, message }) => ({
          type,
          title,
          status,
          message,
        })),
      );
      const messages = (list: Array<{ message: string }>) =>
        list.map(({ message }) => message);
      ctx.output('refusals', messages(preflight.refusals));
      ctx.output('warnings', messages(preflight.warnings));
      ctx.output('planHash', preflight.planHash);
      ctx.output('url', serviceUrl(tools.appUrl, service));
    },
  });
