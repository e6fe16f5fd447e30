import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { move } from './move';
import type { ActionTools } from './tools';

const ID = 'release-flow:rollback';

export const createRollbackAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Asks for an environment to go back to a release, or to one deployment, that ran there before.',
    supportsDryRun: true,
    examples: [
      example('Roll production back', ID, {
        service: 'component:default/qfa-backend',
        environment: 'prd',
        release: 'v0.3.7',
        reason: 'Answers time out since v0.4.0',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        environment: fields.environment,
        release: zod => fields.release(zod).optional(),
        deployment: zod =>
          zod
            .string()
            .max(120)
            .optional()
            .describe(
              'Id of the deployment to go back to, instead of a release',
            ),
        reason: fields.reason,
      },
      output: actOutput,
    },
    async handler(ctx) {
      const { service, ...request } = ctx.input;
      if (Boolean(request.release) === Boolean(request.deployment)) {
        throw new Error(
          'Name either the release or the deployment to go back to',
        );
      }
      const intent = 'rollback';
      await move(tools, ctx, serviceRef(service), { ...request, intent });
    },
  });
