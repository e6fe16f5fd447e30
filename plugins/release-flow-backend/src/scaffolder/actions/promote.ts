import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { move } from './move';
import type { ActionTools } from './tools';

const ID = 'release-flow:promote';

export const createPromoteAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Asks for a release to be promoted into an environment. Its gates and approvals are those of the flow.',
    supportsDryRun: true,
    examples: [
      example('Promote a release to production', ID, {
        service: 'component:default/qfa-backend',
        environment: 'prd',
        release: 'v0.4.0',
      }),
      example('Promote from a named environment, with a reason', ID, {
        service: '${{ parameters.service }}',
        environment: 'prd',
        release: '${{ parameters.release }}',
        from: 'staging',
        reason: '${{ parameters.reason }}',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        environment: fields.environment,
        release: fields.release,
        from: fields.from,
        reason: zod => fields.reason(zod).optional(),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const { service, ...request } = ctx.input;
      const intent = 'promote';
      await move(tools, ctx, serviceRef(service), { ...request, intent });
    },
  });
