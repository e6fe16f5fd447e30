import { repositoryKey, type Binding } from '../policy/binding';
import {
  classifyInfrastructureRuns,
  isSeenAfter,
  runsOf,
} from '../policy/runs';
import type { EngineContext } from './context';

/** Where an apply ended, what runs there may have lost what it needs: it is looked at. */
export async function lookAfterApplies(
  { stores }: EngineContext,
  { infrastructure, repository, service }: Binding,
): Promise<void> {
  if (!infrastructure) return;
  const { workflow } = infrastructure;
  const runs = await stores.runs.list(repositoryKey(repository), {
    workflow,
    limit: 200,
  });
  const { known } = classifyInfrastructureRuns(runs, infrastructure);
  const now = (await stores.now()).toISOString();
  const records = await stores.environments.ofServices([service.ref]);
  for (const { id, observedAt } of records) {
    const name = infrastructure.environments[id];
    const [apply] = name ? runsOf(known, 'apply', name) : [];
    if (apply?.status === 'completed' && !isSeenAfter(observedAt, apply)) {
      await stores.environments.markDue(service.ref, id, now);
    }
  }
}
