import type { ServiceRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import {
  decidingGates,
  type ServiceFacts,
  type TargetFacts,
} from '../../policy/doctor';
import type { FactSources } from '../gatherFacts';
import type { Look } from './Look';
import { lookAtRepository } from './repository';
import { lookAtTarget } from './target';

/** Everything the doctor compares a service's flow with. */
export async function lookAtService(
  { stores, providers, membership }: FactSources,
  service: ServiceRecord,
  binding: Binding,
  look: Look,
): Promise<ServiceFacts> {
  const groups = binding.environments.flatMap(environment =>
    decidingGates(environment, binding.paths).flatMap(({ from }) => from),
  );
  const logins = await look.read('Those who decide', async () => {
    const members = await membership.members([...new Set(groups)]);
    return membership.loginsOf([...new Set(Object.values(members).flat())]);
  });
  const repository = await lookAtRepository(
    providers,
    binding,
    Object.values(logins ?? {}),
    look,
  );
  const targets: Record<string, TargetFacts> = {};
  for (const environment of binding.environments) {
    targets[environment.id] = await lookAtTarget(
      providers,
      binding,
      environment,
      look,
    );
  }
  const environments = await stores.environments.ofServices([service.ref]);
  return {
    binding,
    repository,
    targets,
    approverLogins: logins,
    lastRollbacks: await stores.deployments.lastRollbacks(service.ref),
    drills: Object.fromEntries(
      environments.flatMap(({ id, lastDrill }) =>
        lastDrill ? [[id, lastDrill]] : [],
      ),
    ),
    now: (await stores.now()).toISOString(),
  };
}
