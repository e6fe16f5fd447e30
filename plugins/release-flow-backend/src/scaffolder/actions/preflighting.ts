import type {
  Preflight,
  PreflightRequest,
} from 'backstage-plugin-release-flow-common';
import { call, clientOf, type ActionTools, type Step } from './tools';

/** Asks what would happen, and writes it to the task's log. */
export async function preflightOf(
  tools: ActionTools,
  step: Step,
  service: string,
  request: Partial<PreflightRequest> & { environment: string },
): Promise<Preflight> {
  const { logger, signal } = step;
  const client = await clientOf(tools, step);
  const preflight = await call(tools, step, () =>
    client.preflight(service, request, { signal }),
  );
  const { intent, label, environment } = preflight;
  logger.info(`${intent} ${label} in ${environment}`);
  for (const { title, status, message } of preflight.gates) {
    logger.info(`  ${status}: ${title}. ${message}`);
  }
  for (const { title, detail } of preflight.steps) {
    logger.info(`  then: ${title}. ${detail}`);
  }
  for (const { message } of preflight.warnings) logger.warn(message);
  for (const { message } of preflight.refusals) logger.warn(message);
  return preflight;
}

/** Fails with what the backend would refuse. */
export function requireAllowed({ allowed, refusals, label }: Preflight): void {
  if (allowed) return;
  const reasons = refusals.map(({ message }) => message);
  throw new Error(reasons.join(' ') || `${label} can't be deployed there`);
}
