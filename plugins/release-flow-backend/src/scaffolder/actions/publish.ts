import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { outputAccepted, outputDryRun } from './acting';
import { example } from './example';
import { actOutput, fields } from './fields';
import { serviceRef } from './links';
import { actOnce, call, clientOf, type ActionTools } from './tools';

const ID = 'release-flow:publish';

export const createPublishAction = (tools: ActionTools) =>
  createTemplateAction({
    id: ID,
    description:
      'Publishes a draft release: the sign-off that it works where it was tried.',
    supportsDryRun: true,
    examples: [
      example('Publish a draft', ID, {
        service: 'component:default/qfa-backend',
        release: 'v0.4.0',
      }),
    ],
    schema: {
      input: {
        service: fields.service,
        release: fields.release,
        reason: zod => fields.reason(zod).optional(),
      },
      output: actOutput,
    },
    async handler(ctx) {
      const service = serviceRef(ctx.input.service);
      const { release, reason } = ctx.input;
      const { signal } = ctx;
      const client = await clientOf(tools, ctx);
      if (ctx.isDryRun) {
        const { items } = await call(tools, ctx, () =>
          client.releases(service, { limit: 50 }, { signal }),
        );
        const draft = items.find(({ id, tag, version }) =>
          [id, tag, version].includes(release),
        );
        if (draft?.state !== 'draft') {
          throw new Error(
            draft
              ? `${draft.tag} is published already`
              : `${service} has no draft '${release}'`,
          );
        }
        ctx.logger.info(`Would publish ${draft.tag}`);
        outputDryRun(tools, ctx, service, 'publish');
        return;
      }
      const accepted = await actOnce(
        tools,
        ctx,
        [service, release, reason],
        idempotencyKey =>
          client.publish(
            service,
            release,
            { reason, idempotencyKey },
            { signal },
          ),
      );
      outputAccepted(tools, ctx, service, accepted);
    },
  });
