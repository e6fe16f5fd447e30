import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { idSchema } from 'backstage-plugin-release-flow-common';
import type { Services } from '../services/createServices';
import { agentCaller, answering, parsed, serviceRef } from './agent';
import { environmentLine, moveLine, promotionLine } from './lines';

/** What runs where, and how a promotion is doing. */
export function registerGetStatus(
  registry: ActionsRegistryService,
  { read, inbox }: Services,
): void {
  registry.register({
    name: 'get-status',
    title: 'Status of a service or promotion',
    description:
      'Says which release runs in each environment of a service, its health, drift and holds, what may move next and what waits. With a promotion, says its state, what each of its gates waits for and how it ended. Reads only.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          service: z
            .string()
            .optional()
            .describe('Entity ref, such as component:default/qfa-backend'),
          promotion: z.string().optional().describe('Id of a promotion'),
        }),
      output: z =>
        z.object({
          service: z.string(),
          environments: z.array(z.record(z.unknown())),
          moves: z.array(z.record(z.unknown())),
          promotion: z.record(z.unknown()).optional(),
          problem: z.string().optional(),
        }),
    },
    action: ({ input, credentials, logger }) =>
      answering(logger, async () => {
        const caller = agentCaller(credentials);
        const promotion =
          input.promotion === undefined
            ? undefined
            : await inbox.promotion(caller, parsed(idSchema, input.promotion));
        const ref = promotion?.service.ref ?? serviceRef(input.service ?? '');
        const state = await read.service(caller, ref);
        return {
          output: {
            service: state.ref,
            environments: state.environments.map(environmentLine),
            moves: state.paths.map(moveLine),
            ...(promotion && { promotion: promotionLine(promotion) }),
            ...(state.error && {
              problem: `${state.error.field}: ${state.error.message}`,
            }),
          },
        };
      }),
  });
}
