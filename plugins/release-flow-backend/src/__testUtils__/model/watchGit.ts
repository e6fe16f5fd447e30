import type { OperationRecord } from '../../database';
import type { CodeHostGit } from '../../providers/gitTypes';
import { COMMIT } from '../bindings';
import type { Harness } from '../harness';
import { LETTERS } from './letters';
import type { Witness } from './Witness';

/** Tags that deploy and runs that run again, as the witness sees them. */
export function watchGit(
  harness: Harness,
  witness: Pick<Witness, 'allow' | 'counted' | 'violations'>,
): CodeHostGit {
  const { world, stores, binding } = harness;
  const { git } = world;
  // A worker takes it for trouble outside, so it is remembered too.
  const violated = (what: string) => {
    const violation = new Error(what);
    witness.violations.push(violation);
    return violation;
  };
  const deploying = async (tag: string): Promise<OperationRecord> => {
    const open = await stores.operations.openOfService(binding.service.ref);
    const found = open.find(
      ({ state, plan }) => state === 'deploying' && plan?.deployer.tag === tag,
    );
    if (!found) throw violated(`${tag} is pushed, and nobody deploys by it`);
    return found;
  };
  return Object.assign(Object.create(git) as CodeHostGit, {
    createTag: async (repo: unknown, tag: { name: string; commit: string }) => {
      const { name, commit } = tag;
      const { id, artifact, label } = await deploying(name);
      if (commit !== COMMIT(LETTERS[label])) {
        throw violated(`${name} is made on ${commit}, which is not ${label}`);
      }
      const intentId = `${id}:deploy`;
      await witness.allow(intentId, artifact!);
      return witness.counted(intentId, git.pushes, () =>
        git.createTag(repo, tag),
      );
    },
    rerun: async (repo: unknown, runId: string) => {
      const run = world.runs.find(({ id }) => id === runId)!;
      const { id } = await deploying(run.branch!);
      const intentId = `${id}:rerun-${run.workflow}`;
      return witness.counted(intentId, git.reruns, () =>
        git.rerun(repo, runId),
      );
    },
  });
}
