import type { Binding } from './binding';
import { registryTag, type Tagged } from './registryTags';

const COMMIT = 'c'.repeat(40);
const release: Tagged = {
  tag: 'v1.2.0',
  version: '1.2.0',
  commit: COMMIT,
  branch: null,
  state: 'published',
  tags: [],
};
const build: Tagged = { ...release, tag: 'main', state: 'build' };

function bindingWith(digest?: Binding['artifacts'][number]['digest']) {
  return {
    service: { ref: 'component:default/qfa', title: 'qfa', name: 'qfa' },
    repository: { host: 'github.com', owner: 'o', name: 'r' },
    parameters: {},
    source: { branch: 'main' },
    environments: [],
    artifacts: [{ component: 'api', image: 'registry.example/qfa', digest }],
  } as unknown as Binding;
}

describe('the tag that means an image in the registry', () => {
  const sha = 'sha-${{ commit.sha }}';
  it.each<[string, ReturnType<typeof bindingWith>, Tagged, string | undefined]>(
    [
      ['of a release, its own', bindingWith(), release, 'v1.2.0'],
      [
        'of a digest in the body, the release’s own',
        bindingWith({ from: 'release-body' }),
        release,
        'v1.2.0',
      ],
      [
        'of a digest in the body, the declared one',
        bindingWith({ from: 'release-body', tag: sha }),
        release,
        `sha-${COMMIT}`,
      ],
      [
        'of a build that the registry tags',
        bindingWith({ from: 'registry-tag', tag: sha }),
        build,
        `sha-${COMMIT}`,
      ],
      [
        'of a build of which only releases are tagged, none',
        bindingWith({ from: 'release-body', tag: sha }),
        build,
        undefined,
      ],
      [
        'while its commit is not known, none',
        bindingWith({ from: 'registry-tag', tag: sha }),
        { ...release, commit: null },
        undefined,
      ],
    ],
  )('%s', (_name, binding, subject, expected) => {
    expect(registryTag(binding, 'api', subject)).toBe(expected);
  });
});
