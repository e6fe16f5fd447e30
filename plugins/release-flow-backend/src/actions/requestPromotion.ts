import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { promotionRequestSchema } from 'backstage-plugin-release-flow-common';
import type { Services } from '../services/createServices';
import { agentCaller, answering, parsed, serviceRef } from './agent';
import { wishFields } from './wish';

/** Asks; people decide. */
export function registerRequestPromotion(
  registry: ActionsRegistryService,
  { promotions }: Services,
  appUrl: string | undefined,
): void {
  registry.register({
    name: 'request-promotion',
    title: 'Request a promotion',
    description:
      'Asks for a release to be promoted, rolled back or put back, as the person the agent works for and under the same gates. It decides nothing: in production another person always has to approve. Run preflight first, and get-status afterwards to follow it.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        wishFields(z).extend({
          idempotencyKey: z
            .string()
            .optional()
            .describe('The same key again gives the same promotion'),
        }),
      output: z =>
        z.object({
          promotion: z.string(),
          state: z.string(),
          message: z.string(),
          url: z.string().optional(),
        }),
    },
    action: ({ input, credentials, logger }) =>
      answering(logger, async () => {
        const { service, ...wish } = input;
        const { id, state, message } = await promotions.promote(
          agentCaller(credentials),
          serviceRef(service),
          parsed(promotionRequestSchema, wish),
        );
        const url = appUrl && `${appUrl}/release-flow/promotions/${id}`;
        return {
          output: { promotion: id, state, message, ...(url && { url }) },
        };
      }),
  });
}
