import type { BoundEnvironment } from './binding';

/** True when a change that the source starts is ours to make. */
export function isOurs(environment: BoundEnvironment): boolean {
  const { automatic } = environment.deploy;
  return automatic !== undefined && automatic.by !== 'external';
}

/** The environment as its automatic deployments see it: their deployer in place of people's. */
export function asAutomatic(environment: BoundEnvironment): BoundEnvironment {
  const { automatic, manual } = environment.deploy;
  if (!automatic || automatic.by === 'external') return environment;
  const concurrencyKey =
    manual && manual.by !== 'external' ? manual.concurrencyKey : undefined;
  return {
    ...environment,
    deploy: {
      ...environment.deploy,
      manual:
        automatic.by === 'target'
          ? { by: 'target', concurrencyKey }
          : {
              by: 'workflow',
              file: automatic.workflow!,
              inputs: automatic.inputs,
              correlationInput: automatic.correlationInput,
              concurrencyKey,
            },
    },
  };
}

/** Promotions that an event of the source started, and we carry out. */
export function isAutomatic(operation: {
  origin: string;
  triggerKey: string | null;
}): boolean {
  return operation.origin === 'automation' && operation.triggerKey !== null;
}
