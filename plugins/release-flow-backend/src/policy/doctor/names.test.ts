import { checkNames } from './names';
import type { RepositoryFacts } from './facts';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

const check = (repository: RepositoryFacts, identities?: string[]) =>
  checkNames({
    ...healthy(
      declaring({
        github: {
          environments: [{ name: 'production' }],
          variables: ['AZ_CLIENT_ID', 'REGISTRY'],
          secrets: ['SMOKE_KEY'],
          identityVariable: 'AZ_CLIENT_ID',
        },
      }),
      repository,
    ),
    targets: { prd: { identities } },
  });
const shared = { variables: { REGISTRY: 'x' }, secrets: ['SMOKE_KEY'] };
const own = { variables: { AZ_CLIENT_ID: 'id-1' }, secrets: [] };
const none = { variables: {}, secrets: [] };

it.each<[string, RepositoryFacts, string[]]>([
  [
    'are in the repository or the environment',
    { names: shared, environmentNames: { production: own } },
    [],
  ],
  [
    'are in another environment',
    { names: shared, environmentNames: { dev: own } },
    ['error variable-missing'],
  ],
  [
    'are nowhere',
    { names: none, environmentNames: { production: none } },
    [
      'error variable-missing',
      'error variable-missing',
      'error secret-missing',
    ],
  ],
  ['could not be read', { names: none }, []],
])('tells when names %s', (_what, repository, codes) => {
  expect(codesOf(check(repository))).toEqual(codes);
});

it.each<[string, string[] | undefined, string[]]>([
  ['the present one', ['id-0', 'id-1'], []],
  ['one that is gone', ['id-2'], ['error identity-stale']],
  ['one that nobody can tell', undefined, []],
  ['one while the target has none', [], []],
])('tells when AZ_CLIENT_ID names %s', (_what, identities, codes) => {
  const repository = { names: shared, environmentNames: { production: own } };
  expect(codesOf(check(repository, identities))).toEqual(codes);
});

describe('a secret that each environment has of its own', () => {
  const environments = [{ name: 'approval-prd' }, { name: 'prd' }];
  const has = (secrets: string[]) => ({ variables: {}, secrets });
  const look = (facts: RepositoryFacts) =>
    checkNames({
      ...healthy(
        declaring({ github: { environments, ownSecrets: ['PAYMENT_KEY'] } }),
        facts,
      ),
      targets: {},
    });
  const key = has(['PAYMENT_KEY']);
  const nothing = has([]);

  it('is found there', () => {
    const environmentNames = { 'approval-prd': nothing, prd: key };
    expect(look({ names: nothing, environmentNames })).toEqual([]);
  });

  it.each<[string, RepositoryFacts, RegExp]>([
    [
      'the repository',
      { names: key, environmentNames: { prd: nothing } },
      /^The environment prd has no Actions secret PAYMENT_KEY of its own; .* all share/,
    ],
    [
      'an environment where no job deploys',
      {
        names: nothing,
        environmentNames: { 'approval-prd': key, prd: nothing },
      },
      /^The environment prd has no Actions secret PAYMENT_KEY of its own\.$/,
    ],
  ])('is missed where only %s has it', (_where, facts, message) => {
    const [found, ...others] = look(facts);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'secret-missing',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/^gh secret set PAYMENT_KEY --env prd /),
    });
  });
});
