import type { PromotionRequest } from 'backstage-plugin-release-flow-common';
import { outputAccepted, outputDryRun } from './acting';
import { preflightOf, requireAllowed } from './preflighting';
import { actOnce, clientOf, type ActionTools, type Step } from './tools';

type MoveStep = Step & Parameters<typeof outputAccepted>[1];

/** Asks for a promotion, rollback or restore; in a dry run only for its preflight. */
export async function move(
  tools: ActionTools,
  step: MoveStep,
  service: string,
  request: PromotionRequest,
): Promise<void> {
  if (step.isDryRun) {
    const { reason, ...rest } = request;
    requireAllowed(await preflightOf(tools, step, service, rest));
    outputDryRun(tools, step, service, 'promotion');
    return;
  }
  const client = await clientOf(tools, step);
  const accepted = await actOnce(
    tools,
    step,
    [service, request],
    idempotencyKey =>
      client.promote(
        service,
        { ...request, idempotencyKey },
        { signal: step.signal },
      ),
  );
  outputAccepted(tools, step, service, accepted);
}
