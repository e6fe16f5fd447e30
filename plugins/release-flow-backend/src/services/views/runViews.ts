import type {
  Docs,
  Infrastructure,
} from 'backstage-plugin-release-flow-common';
import type { Stores } from '../../database';
import { repositoryKey, type Binding } from '../../policy/binding';
import {
  classifyInfrastructureRuns,
  newestApply,
  touches,
} from '../../policy/runs';

const DEPLOYING_EVENTS = ['release', 'workflow_dispatch'];

/** The site reflects releases: only a release or a person moves it. */
export async function docsView(
  stores: Stores,
  binding: Binding,
): Promise<Docs> {
  const { docs } = binding;
  if (!docs) {
    return {
      site: null,
      workflow: null,
      published: null,
      lastBuild: null,
      message: 'The flow declares no docs.',
    };
  }
  const runs = await stores.runs.list(repositoryKey(binding.repository), {
    workflow: docs.workflow,
    limit: 50,
  });
  const releases = await stores.releases.ofService(binding.service.ref, {
    limit: 100,
  });
  const completed = runs.filter(({ status }) => status === 'completed');
  const published = completed.find(
    run => DEPLOYING_EVENTS.includes(run.event) && run.conclusion === 'success',
  );
  const failed = completed.find(
    run =>
      DEPLOYING_EVENTS.includes(run.event) &&
      run.conclusion !== 'success' &&
      run.createdAt > (published?.createdAt ?? ''),
  );
  const [lastBuild] = completed;
  const release =
    published &&
    releases.find(
      ({ commit, tag }) => tag === published.branch || commit === published.sha,
    );
  return {
    site: docs.site,
    workflow: docs.workflow,
    published: published
      ? {
          label: release?.tag ?? published.sha.slice(0, 7),
          commit: published.sha,
          at: published.updatedAt,
          url: published.url,
        }
      : null,
    lastBuild: lastBuild
      ? {
          conclusion: lastBuild.conclusion ?? 'unknown',
          at: lastBuild.updatedAt,
          url: lastBuild.url,
          commit: lastBuild.sha,
        }
      : null,
    message: docsMessage(Boolean(published), Boolean(failed)),
  };
}

function docsMessage(published: boolean, failed: boolean): string {
  if (failed) {
    return 'The newest publication failed. If Pages is new here, set its source to GitHub Actions in the repository settings.';
  }
  return published
    ? 'The site reflects the newest published release; a merge only builds it.'
    : 'The docs were never published. They are when a release is published.';
}

export async function infrastructureView(
  stores: Stores,
  binding: Binding,
): Promise<Infrastructure> {
  const { infrastructure } = binding;
  if (!infrastructure) return { workflow: null, environments: [] };
  const key = repositoryKey(binding.repository);
  const runs = classifyInfrastructureRuns(
    await stores.runs.list(key, {
      workflow: infrastructure.workflow,
      limit: 200,
    }),
    infrastructure.runName,
  );
  const records = await stores.environments.ofServices([binding.service.ref]);
  const current = await stores.deployments.byIds(
    records.flatMap(({ deploymentId }) => deploymentId ?? []),
  );
  const comparisons = await stores.comparisons.among(key, [
    ...runs.map(({ run }) => run.sha),
    ...current.flatMap(({ commit }) => commit ?? []),
  ]);
  return {
    workflow: infrastructure.workflow,
    environments: binding.environments.map(({ id }) => {
      const name = infrastructure.environments[id] ?? id;
      const { applied, running, failed } = newestApply(runs, name);
      const live = current.find(({ environment }) => environment === id);
      const comparison =
        applied && live?.commit
          ? comparisons.get(`${applied.sha}...${live.commit}`)
          : undefined;
      const missing = (comparison?.commits ?? []).filter(({ sha }) =>
        touches(comparison?.commitFiles?.[sha], infrastructure.path),
      ).length;
      const shown = running ?? failed ?? applied;
      return {
        environment: id,
        ...statusOf(name, { applied, running, failed, missing }),
        commit: applied?.sha ?? null,
        at: shown?.updatedAt ?? null,
        url: shown?.url ?? null,
      };
    }),
  };
}

function statusOf(
  name: string,
  facts: {
    applied: unknown;
    running: unknown;
    failed: unknown;
    missing: number;
  },
): Pick<Infrastructure['environments'][number], 'status' | 'message'> {
  if (facts.running) {
    return { status: 'running', message: `An apply to ${name} is running` };
  }
  if (facts.failed) {
    return { status: 'failed', message: `The newest apply to ${name} failed` };
  }
  if (!facts.applied) {
    return { status: 'unknown', message: `No apply to ${name} is known` };
  }
  return facts.missing > 0
    ? {
        status: 'behind',
        message: `${facts.missing} infrastructure commits of what runs are not applied`,
      }
    : { status: 'applied', message: `Applied to ${name}` };
}
