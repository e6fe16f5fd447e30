import type {
  EnvironmentResource,
  ServiceResource,
} from 'backstage-plugin-release-flow-node';
import type { ServiceRecord } from '../database';
import { peopleNamed } from '../policy/deciders';

/** A service as the rules of the permission framework see it. */
export function serviceResource(service: ServiceRecord): ServiceResource {
  return {
    ref: service.ref,
    owner: service.owner,
    system: service.system,
    namespace: service.namespace,
    tags: service.tags,
    flow: service.flowRef,
  };
}

/** One environment of it; `undefined` where its flow has none of that id. */
export function environmentResource(
  service: ServiceRecord,
  id: string,
): EnvironmentResource | undefined {
  const environment = service.binding?.environments.find(
    candidate => candidate.id === id,
  );
  return (
    environment && {
      ...serviceResource(service),
      environment: id,
      tier: environment.tier,
      ...peopleNamed(service.binding!, environment),
    }
  );
}
