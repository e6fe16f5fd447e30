import type { Artifact, Plan } from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from './binding';
import { stepsOf } from './steps';

const titles = (artifact: Artifact | null) =>
  stepsOf(
    {
      artifact,
      deployer: { by: 'target' },
      verifications: [],
    } as unknown as Plan,
    { targetName: 'shop' } as BoundEnvironment,
    () => ({ title: '', detail: '' }),
  ).map(({ title }) => title);

it.each<[string, Artifact | null, string]>([
  ['not built yet', null, 'digest'],
  [
    'an image',
    [{ component: 'api', identity: { image: 'r/api', digest: 'sha256:a' } }],
    'digest',
  ],
  [
    'built by the platform',
    [{ component: 'api', identity: { commit: 'a'.repeat(40) } }],
    'commit',
  ],
])(
  'calls what is deployed by what it is known by: %s',
  (_what, artifact, word) => {
    expect(titles(artifact)).toEqual([`Point shop at the ${word}`]);
  },
);
