import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { CodeHost } from '../providers/types';
import type { FakeWorld } from './FakeWorld';

/** Reads of the code host of a world in memory. */
export function fakeCodeHost(world: FakeWorld): CodeHost {
  const guard = () => {
    if (world.unreadable) {
      throw new ProviderError('unavailable', world.unreadable);
    }
  };
  return {
    defaultBranch: async () => 'main',
    releases: async () => {
      guard();
      return world.releases;
    },
    release: async (_repo, id) =>
      world.releases.find(release => release.id === id),
    resolveCommit: async (_repo, ref) => {
      const known = world.commits.get(ref);
      if (known) return known;
      const sha = world.branches.get(ref);
      return sha
        ? {
            ...{ sha, message: '', author: '', at: '', url: '' },
            ...world.commits.get(sha),
          }
        : undefined;
    },
    tagCommit: async (_repo, tag) => {
      guard();
      return world.tags.get(tag);
    },
    compare: async (_repo, base, head) => {
      guard();
      return (
        world.comparisons.get(`${base}...${head}`) ?? {
          status: 'ahead',
          ahead: 0,
          behind: 0,
          commits: [],
          files: [],
          url: 'https://git.example/compare',
        }
      );
    },
    branches: async (_repo, prefixes) => {
      guard();
      return [...world.branches]
        .filter(([name]) => prefixes.some(it => name.startsWith(it)))
        .map(([name, commit]) => ({ name, commit }));
    },
    tags: async () => {
      guard();
      return [...world.tags].map(([name, commit]) => ({ name, commit }));
    },
    changeOf: async (_repo, sha) => {
      guard();
      return world.patches.get(sha) ?? { parents: 1, patch: sha };
    },
    commitFiles: async (_repo, sha) => world.commitFiles.get(sha) ?? [],
    checks: async (_repo, sha) => {
      guard();
      return world.checks.get(sha) ?? [];
    },
    fileAt: async (_repo, path, ref) => {
      guard();
      return world.files.get(`${ref}:${path}`);
    },
    contains: async (_repo, branch, commit) => {
      guard();
      const tip = world.branches.get(branch);
      if (!tip) {
        throw new ProviderError('not-found', `There is no branch ${branch}`);
      }
      const below = world.history.get(branch) ?? [];
      return tip === commit || below.includes(commit);
    },
    runs: async () => {
      guard();
      return world.runs;
    },
    run: async (_repo, id) => world.runs.find(run => run.id === id),
    jobs: async (_repo, runId) =>
      world.jobs.get(runId) ?? [
        { name: 'ci', status: 'completed', conclusion: 'failure', url: null },
      ],
    pendingReviews: async () => [{ environment: 'prd', reviewers: ['mona'] }],
    approvals: async () => [],
    pages: async () => world.pages,
    deployments: async () => world.deployments,
  };
}
