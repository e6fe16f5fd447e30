import { sampleFlow } from '../../__testUtils__/sampleCatalog';
import type { HostEnvironment } from '../../database/records';
import { checkEnvironments } from './environments';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

type Declared = {
  name: string;
  reviewers?: string[];
  waitMinutes?: number;
  branches?: string[];
};

const there = (change: Partial<HostEnvironment> = {}): HostEnvironment => ({
  name: 'prod',
  reviewers: [],
  preventSelfReview: false,
  waitMinutes: 0,
  policy: 'all',
  branches: [],
  tags: [],
  url: '',
  ...change,
});
const check = (declared: Declared, found: HostEnvironment[]) =>
  checkEnvironments(
    healthy(declaring({ github: { environments: [declared] } }), {
      environments: found,
    }),
  );

/** The nine environments of the six-environment flow. */
const NINE: Declared[] = sampleFlow(
  'six-environments',
).spec.environments.flatMap(({ github }) => github?.environments ?? []);

it('is shown with nine', () => {
  expect(NINE).toHaveLength(9);
});

it.each(NINE)('names $name when it is missing', declared => {
  const [found, ...more] = check(declared, []);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    code: 'github-environment-missing',
    environment: 'prd',
    subject: `environment ${declared.name}`,
    fix: `gh api -X PUT repos/acme/qfa-backend/environments/${declared.name}`,
  });
});

it.each(NINE)('is content with $name as declared', declared => {
  const { name, reviewers = [], waitMinutes = 0, branches } = declared;
  const found = there({
    name: name.toUpperCase(),
    reviewers,
    waitMinutes,
    ...(branches && { policy: 'custom', branches: [...branches].reverse() }),
  });
  expect(check(declared, [found])).toEqual([]);
});

const prod = { name: 'prod', reviewers: ['mona', 'lars'] };
const narrowed = { name: 'prod', branches: ['main', 'release/*'] };
it.each<[string, Declared, Partial<HostEnvironment>, string[]]>([
  ['nobody is asked', prod, {}, ['error github-reviewers-missing']],
  [
    'one of two is asked',
    prod,
    { reviewers: ['mona'] },
    ['warning github-reviewers-few'],
  ],
  [
    'somebody else is asked',
    prod,
    { reviewers: ['mona', 'eve'] },
    ['warning github-reviewers-few', 'warning github-reviewers-extra'],
  ],
  ['a team is asked', prod, { reviewers: ['@mona', 'Lars'] }, []],
  [
    'no time is left',
    { name: 'prod', waitMinutes: 30 },
    {},
    ['warning github-wait-timer'],
  ],
  ['every branch deploys', narrowed, {}, ['error github-branches-open']],
  [
    'another branch deploys',
    narrowed,
    { policy: 'custom', branches: ['main', 'feature/*'] },
    ['error github-branches-differ'],
  ],
  [
    'protected branches deploy',
    narrowed,
    { policy: 'protected' },
    ['error github-branches-differ'],
  ],
])('finds that %s', (_what, declared, change, codes) => {
  expect(codesOf(check(declared, [there(change)]))).toEqual(codes);
});

describe('where tags are what deploys', () => {
  const declared = { name: 'prod', branches: ['v*'] };
  const manual = { by: 'tag' as const, tag: 'v1', workflows: ['go.yaml'] };
  const look = (
    change: Partial<HostEnvironment>,
    deploy: object = { manual },
  ) =>
    checkEnvironments(
      healthy(
        declaring({ github: { environments: [declared] }, deploy } as object),
        { environments: [there({ policy: 'custom', ...change })] },
      ),
    );

  it('is content with a pattern of tags', () => {
    expect(look({ tags: ['v*'] })).toEqual([]);
  });

  it('finds a pattern that was set for branches, which lets no tag in', () => {
    const [found, ...more] = look({ branches: ['v*'] });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'github-branches-differ',
      message:
        'prod lets no tag deploy, though tags are what deploys there: v* is set for branches.',
      fix: expect.stringMatching(/: add v\* with the ref type Tag$/),
    });
  });

  it('says nothing of it where branches deploy', () => {
    expect(look({ branches: ['v*'] }, {})).toEqual([]);
  });
});

it('says nothing of environments that could not be read', () => {
  const binding = declaring({ github: { environments: NINE } });
  expect(checkEnvironments(healthy(binding))).toEqual([]);
});
