import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { preflightRequestSchema } from 'backstage-plugin-release-flow-common';
import type { Services } from '../services/createServices';
import { agentCaller, answering, parsed, serviceRef } from './agent';
import { gateLine } from './lines';
import { wishFields } from './wish';

/** What asking would lead to, without any effect. */
export function registerPreflight(
  registry: ActionsRegistryService,
  { promotions }: Services,
): void {
  registry.register({
    name: 'preflight',
    title: 'Preflight of a promotion',
    description:
      'Says whether a release may go into an environment: every gate and its state, what would refuse it, the steps and the difference to what runs. Changes nothing.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: wishFields,
      output: z =>
        z.object({
          allowed: z.boolean(),
          label: z.string(),
          refusals: z.array(
            z.object({ code: z.string(), message: z.string() }),
          ),
          warnings: z.array(
            z.object({ code: z.string(), message: z.string() }),
          ),
          gates: z.array(
            z.object({
              title: z.string(),
              status: z.string(),
              message: z.string(),
            }),
          ),
          steps: z.array(z.object({ title: z.string(), detail: z.string() })),
          runsNow: z.string().nullable(),
          commits: z.number().nullable(),
        }),
    },
    action: ({ input, credentials, logger }) =>
      answering(logger, async () => {
        const { service, reason: _, ...wish } = input;
        const preflight = await promotions.preflight(
          agentCaller(credentials),
          serviceRef(service),
          parsed(preflightRequestSchema, wish),
        );
        return {
          output: {
            allowed: preflight.allowed,
            label: preflight.label,
            refusals: preflight.refusals,
            warnings: preflight.warnings,
            gates: preflight.gates.map(gateLine),
            steps: preflight.steps.map(({ title, detail }) => ({
              title,
              detail,
            })),
            runsNow: preflight.base?.label ?? null,
            commits: preflight.compare?.ahead ?? null,
          },
        };
      }),
  });
}
