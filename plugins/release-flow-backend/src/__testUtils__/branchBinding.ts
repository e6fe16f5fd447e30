import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { COMMIT, DIGEST, exampleBinding } from './bindings';
import type { FakeWorld } from './FakeWorld';

export const IMAGE = 'registry.example/qfa-backend';

/** Commits of main in dev on a push, release branches in dev too by hand, prd by staging. */
export function branchBinding(change: Partial<Binding> = {}): Binding {
  const binding = exampleBinding();
  const [dev, staging, prd] = binding.environments;
  const byTarget: Partial<BoundEnvironment> = {
    deploy: { manual: { by: 'target' } },
    allow: undefined,
    gates: [],
    onFailure: 'stop',
  };
  const anywhere = [
    { branch: 'main' },
    { branch: 'release/.+' },
    { branch: 'hotfix/.+' },
    { release: 'published' as const },
  ];
  return {
    ...binding,
    source: {
      releases: 'tags',
      tag: '^v(?<version>\\d+\\.\\d+\\.\\d+(-rc\\.\\d+)?)(-stage)?$',
      branch: 'main',
      branches: ['main', 'release/(?<version>.+)'],
      hotfix: { branch: 'hotfix/.+', base: ['production'], backport: 'main' },
    },
    artifacts: [
      {
        component: 'api',
        image: IMAGE,
        digest: { from: 'registry-tag', tag: 'sha-${{ commit.sha }}' },
      },
    ],
    environments: [
      {
        ...dev,
        ...byTarget,
        accepts: anywhere,
        deploy: {
          automatic: {
            on: 'push',
            by: 'external',
            workflow: 'deploy-api-dev.yml',
            alsoWorkflows: ['deploy-web-dev.yml'],
            within: 'PT20M',
          },
          manual: { by: 'target' },
        },
      },
      { ...staging, ...byTarget, accepts: anywhere },
      { ...prd, ...byTarget, accepts: anywhere },
    ],
    paths: [
      { from: 'source', to: 'dev', branch: 'main' },
      { from: 'source', to: 'staging', branch: 'release/.+' },
      { from: 'dev', to: 'staging' },
      { from: 'staging', to: 'prd' },
    ],
    ...change,
  };
}

export function builtArtifact(letter: string): Artifact {
  return [
    { component: 'api', identity: { image: IMAGE, digest: DIGEST(letter) } },
  ];
}

/** A commit on a branch, pushed; its image is there unless it is still being built. */
export function push(
  world: FakeWorld,
  branch: string,
  letter: string,
  { hasImage = true, at = new Date().toISOString() } = {},
) {
  const sha = COMMIT(letter);
  world.branches.set(branch, sha);
  world.commits.set(sha, {
    sha,
    at,
    message: `feat: ${letter}`,
    author: 'ada',
    url: `https://git.example/commit/${sha}`,
  });
  if (hasImage) {
    world.images.set(`${IMAGE}:sha-${sha}`, DIGEST(letter));
    world.labels.set(DIGEST(letter), {});
  }
}
