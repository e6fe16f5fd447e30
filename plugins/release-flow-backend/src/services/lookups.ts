import type { ReleaseRecord, ServiceRecord, Stores } from '../database';
import {
  environmentOf,
  type Binding,
  type BoundEnvironment,
} from '../policy/binding';
import { acceptsRelease } from '../policy/accepts';
import { badField, notFound, refuse } from './refuse';

export async function requireService(
  stores: Stores,
  ref: string,
): Promise<ServiceRecord> {
  const service = await stores.services.get(ref);
  if (!service || service.removedAt) {
    throw notFound(
      'unknown-service',
      `${ref} is not bound to a release flow. Add the annotation release-flow.io/flow to its entity, and wait up to 5 minutes.`,
    );
  }
  return service;
}

export function requireBinding(service: ServiceRecord): Binding {
  if (service.error || !service.binding) {
    throw refuse(
      'binding-broken',
      `${service.title} can't be changed while its binding is broken at ${service.error?.field}: ${service.error?.message}`,
    );
  }
  return service.binding;
}

/** Only a flow that enforces acts. */
export function requireEnforced({ mode, flow }: Binding): void {
  if (mode === 'enforce') return;
  throw refuse(
    `mode-${mode}`,
    `The flow ${flow.title} is in ${mode} mode: it shows and does not act.`,
  );
}

export function requireEnvironment(
  binding: Binding,
  id: string,
  field: string = 'environment',
): BoundEnvironment {
  const environment = environmentOf(binding, id);
  if (!environment) {
    const known = binding.environments.map(candidate => candidate.id);
    throw badField(
      field,
      `'${id}' is none of this service's environments: ${known.join(', ')}`,
    );
  }
  return environment;
}

/** By id, tag, version or commit; of several, the one that the environment lets in. */
export async function requireRelease(
  stores: Stores,
  binding: Binding,
  name: string,
  environment?: BoundEnvironment,
): Promise<ReleaseRecord> {
  const named = await stores.releases.named(binding.service.ref, name);
  const release =
    named.find(({ id }) => id === name) ??
    named.find(
      candidate =>
        environment && acceptsRelease(environment.accepts, candidate),
    ) ??
    named[0];
  if (!release) {
    throw notFound(
      'unknown-release',
      `${binding.service.title} has no release '${name}'. Choose one of the listed releases.`,
    );
  }
  return release;
}
