import type { Accepted } from 'backstage-plugin-release-flow-common';
import { operationUrl, serviceUrl } from './links';
import type { ActionTools, Step } from './tools';

interface ActOutput {
  id: string;
  kind: string;
  state: string;
  message: string;
  url: string;
}

type Output = (name: keyof ActOutput, value: string) => void;

function write(output: Output, values: ActOutput): void {
  for (const [name, value] of Object.entries(values)) {
    output(name as keyof ActOutput, value);
  }
}

/** Hands an accepted act to the steps after it. */
export function outputAccepted(
  tools: ActionTools,
  step: Step & { output: Output },
  service: string,
  { id, kind, state, message }: Accepted,
): void {
  const url = operationUrl(tools.appUrl, { id, kind }, service);
  step.logger.info(`${message} ${url}`);
  write(step.output, { id, kind, state, message, url });
}

/** What a dry run hands on: nothing was asked for. */
export function outputDryRun(
  tools: ActionTools,
  step: Step & { output: Output },
  service: string,
  kind: string,
): void {
  const message = 'Dry run: nothing was asked for.';
  step.logger.info(message);
  write(step.output, {
    id: 'dry-run',
    kind,
    state: 'requested',
    message,
    url: serviceUrl(tools.appUrl, service),
  });
}
