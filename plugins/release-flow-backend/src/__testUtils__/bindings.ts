import type { Binding, BoundEnvironment } from '../policy/binding';

export const DIGEST = (letter: string) => `sha256:${letter.repeat(64)}`;
export const COMMIT = (letter: string) => letter.repeat(40);

const environment = (
  id: string,
  rank: number,
  change: Partial<BoundEnvironment>,
): BoundEnvironment => ({
  id,
  rank,
  tier: 'staging',
  target: { type: 'fake', name: id },
  targetKey: `fake:${id}`,
  targetName: `site-${id}`,
  urls: {},
  links: [],
  accepts: [{ release: 'published' }],
  deploy: { manual: { by: 'target' } },
  gates: [],
  verify: [{ type: 'fake' }],
  onFailure: 'stop',
  rollback: { gates: 'same' },
  ...change,
});

/** dev → staging → prd with approvals, as policy sees it. */
export function exampleBinding(change: Partial<Binding> = {}): Binding {
  return {
    service: {
      ref: 'component:default/qfa-backend',
      uid: 'uid-1',
      name: 'qfa-backend',
      title: 'qfa-backend',
      owner: 'group:default/qfa',
      system: null,
      namespace: 'default',
      tags: [],
    },
    flow: {
      ref: 'releaseflow:default/azure-three-stage',
      title: 'Azure three stage',
      revision: 'r1',
    },
    mode: 'enforce',
    repository: {
      host: 'git.example',
      slug: 'acme/qfa-backend',
      url: 'https://git.example/acme/qfa-backend',
    },
    parameters: {},
    source: {
      releases: 'github',
      tag: '^v(?<version>\\d+\\.\\d+\\.\\d+)$',
      branch: 'main',
      create: { workflow: 'release.yaml' },
      ephemeral: {
        workflow: 'build-from-commit.yaml',
        inputs: { ref: '${{ ref.name }}', deploy_to_dev: '${{ deploy }}' },
        correlationInput: 'correlation_id',
        tag: 'ephemeral-${{ ref.slug }}-${{ commit.short }}',
        ttl: 'P3D',
      },
    },
    artifacts: [
      {
        component: 'api',
        image: 'registry.example/qfa-backend',
        digest: { from: 'release-body' },
      },
    ],
    environments: [
      environment('dev', 0, {
        tier: 'development',
        accepts: [{ release: 'draft' }, { release: 'published' }, 'ephemeral'],
        deploy: {
          automatic: {
            on: 'release-drafted',
            by: 'external',
            workflow: 'release.yaml',
            within: 'PT20M',
          },
          manual: {
            by: 'workflow',
            file: 'promote-to-dev.yaml',
            inputs: { tag: '${{ release.tag }}' },
            correlationInput: 'correlation_id',
          },
        },
      }),
      environment('staging', 1, {}),
      environment('prd', 2, {
        tier: 'production',
        allow: { promote: ['group:default/qfa'] },
        gates: [
          {
            type: 'approvals',
            required: 1,
            from: ['group:default/qfa-leads'],
            preventSelfApproval: true,
          },
        ],
        onFailure: 'rollback',
      }),
    ],
    paths: [
      { from: 'source', to: 'dev' },
      { from: 'dev', to: 'staging' },
      { from: 'staging', to: 'prd' },
    ],
    infrastructure: null,
    docs: null,
    ...change,
  };
}
