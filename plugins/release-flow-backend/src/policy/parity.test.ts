import { imageFamily, parityOf, type ParitySide } from './parity';

const side = (change: {
  runtime?: object;
  names?: string[];
  differs?: string[];
}): ParitySide => ({
  environment: {
    settings: (change.differs ?? []).map(name => ({ name, differs: true })),
  },
  reading: {
    runtime: {
      state: 'Running',
      image: 'DOCKER|acr.example/shop@sha256:aa',
      instances: [],
      scale: { desired: 2 },
      instanceClass: 'P1v3',
      healthPath: '/health',
      events: [],
      links: [],
      ...change.runtime,
    },
    settings: (change.names ?? ['A', 'B']).map(name => ({
      name,
      value: `secret of ${name}`,
    })),
  },
});

it('finds nothing between two of the same, whatever they run', () => {
  const newer = { image: 'DOCKER|acr.example/shop@sha256:bb' };
  expect(parityOf(side({}), side({ runtime: newer }))).toEqual({
    differences: [],
    same: [
      'Image family',
      'Instance class',
      'Instances',
      'Health path',
      '2 names of settings',
    ],
    alike: [],
  });
});

it.each<[string, object, string, string | null]>([
  [
    'image',
    { image: 'acr.example/other:v1' },
    'Image family',
    'acr.example/other',
  ],
  ['instance-class', { instanceClass: 'B1' }, 'Instance class', 'B1'],
  ['instances', { scale: { desired: 3 } }, 'Instances', '3'],
  ['instances', { scale: { min: 1, max: 4 } }, 'Instances', '1 to 4'],
  ['instances', { scale: undefined }, 'Instances', '0'],
  ['health-path', { healthPath: undefined }, 'Health path', null],
])('tells that the %s differs: %j', (aspect, runtime, name, right) => {
  const { differences } = parityOf(side({}), side({ runtime }));
  expect(differences).toEqual([
    { aspect, name, left: expect.any(String), right, intended: false },
  ]);
});

it('compares settings by name and never shows a value', () => {
  const left = side({ names: ['A', 'B', 'ONLY_LEFT'], differs: ['ONLY_LEFT'] });
  const parity = parityOf(left, side({ names: ['B', 'C'] }));
  expect(parity.differences).toEqual([
    { aspect: 'setting', name: 'A', left: 'set', right: null, intended: false },
    { aspect: 'setting', name: 'C', left: null, right: 'set', intended: false },
    {
      aspect: 'setting',
      name: 'ONLY_LEFT',
      left: 'set',
      right: null,
      intended: true,
    },
  ]);
  expect(JSON.stringify(parity)).not.toContain('secret');
});

describe('a setting that each environment is to have for itself', () => {
  const declared = { name: 'VITE_API_BASE', differs: true, visible: true };
  const of = (
    settings: ParitySide['environment']['settings'],
    value: string | undefined,
  ): ParitySide => ({
    environment: { settings },
    reading: {
      ...side({}).reading,
      settings: [{ name: 'VITE_API_BASE', ...(value && { value }) }],
    },
  });
  const own = (value?: string, rule: object = declared) =>
    of([{ ...declared, ...rule }], value);

  it('is named where both have the same', () => {
    const { alike, differences } = parityOf(own('https://a'), own('https://a'));
    expect(alike).toEqual(['VITE_API_BASE']);
    expect(differences).toEqual([]);
  });

  it.each([
    ['has another value', own('https://a'), own('https://b')],
    [
      'is not set in one',
      own('https://a'),
      { ...own(), reading: side({ names: [] }).reading },
    ],
    ['has values that are not read', own(), own()],
    [
      'may be seen in neither',
      own('https://a', { visible: false }),
      own('https://a', { visible: false }),
    ],
    [
      'may be seen in one only',
      own('https://a'),
      own('https://a', { visible: false }),
    ],
    [
      'need not differ',
      own('x', { differs: false }),
      own('x', { differs: false }),
    ],
    ['is not declared', of(undefined, 'x'), of(undefined, 'x')],
  ])('is not where it %s', (_, left, right) => {
    expect(parityOf(left, right).alike).toEqual([]);
  });
});

it.each([
  ['registry.example:5000/team/shop:v1', 'registry.example:5000/team/shop'],
  ['registry.example:5000/shop@sha256:ab', 'registry.example:5000/shop'],
  ['registry.example/shop:v1@sha256:ab', 'registry.example/shop'],
  ['DOCKER|nginx', 'nginx'],
  // Built by the platform from the repository itself.
  ['dabf8d1', null],
  ['dabf8d1, 4d553fc', null],
  [undefined, null],
])('takes %s as a build of %s', (image, family) => {
  expect(imageFamily(image)).toBe(family);
});
