import { checkCredentials } from './credentials';
import type { HeldSettings, RepositoryFacts, TargetFacts } from './facts';
import { codesOf, declaring, files, healthy } from './__testUtils__/healthy';

const check = (repository: RepositoryFacts, prd: TargetFacts = {}) =>
  checkCredentials({
    ...healthy(
      declaring({
        settings: [
          { name: 'LLM_API_KEY', secret: true },
          { name: 'DB_AUTH_MODE' },
        ],
      }),
      repository,
    ),
    targets: { prd },
  });
const login = (uses: string, inputs: string, permissions = '') => ({
  files: {
    'x.yaml': `on: push\n${permissions}\njobs: { go: { steps: [{ uses: ${uses}, with: ${inputs} }] } }`,
  },
});
const TOKEN = 'permissions: { id-token: write }';

it.each<[string, RepositoryFacts, string[]]>([
  ['signs in by OpenID Connect', {}, []],
  [
    'uses keys of AWS',
    login(
      'aws-actions/configure-aws-credentials@v4',
      "{ aws-access-key-id: '${{ secrets.AWS_ACCESS_KEY_ID }}' }",
    ),
    ['error long-lived-keys'],
  ],
  [
    'uses credentials of Azure',
    login('azure/login@v2', "{ creds: '${{ secrets.AZURE_CREDENTIALS }}' }"),
    ['error long-lived-keys'],
  ],
  [
    'uses keys of another name',
    login('azure/login@v2', "{ creds: '${{ secrets.OURS }}' }"),
    ['error long-lived-keys'],
  ],
  [
    'may not ask for a token',
    login('azure/login@v2', '{ client-id: x }'),
    ['error oidc-permission'],
  ],
  [
    'may ask for a token',
    login('azure/login@v2', '{ client-id: x }', TOKEN),
    [],
  ],
  [
    'assumes a role without a token',
    login('aws-actions/configure-aws-credentials@v4', '{ role-to-assume: x }'),
    ['error oidc-permission'],
  ],
  [
    'keeps a key that nothing uses',
    { names: { variables: {}, secrets: ['AZURE_CREDENTIALS', 'SMOKE_KEY'] } },
    ['warning stored-cloud-key'],
  ],
])('tells when a repository %s', (_what, repository, codes) => {
  expect(codesOf(check(repository))).toEqual(codes);
});

it('says a key that is in use once', () => {
  const secrets = ['AZURE_CREDENTIALS'];
  const repository = {
    ...login('azure/login@v2', "{ creds: '${{ secrets.AZURE_CREDENTIALS }}' }"),
    names: { variables: {}, secrets },
  };
  expect(codesOf(check(repository))).toEqual(['error long-lived-keys']);
});

const held = (...all: Array<Partial<HeldSettings>>): TargetFacts => ({
  held: all.map(it => ({ settings: [], references: [], ...it })),
});

it.each<[string, TargetFacts, string[]]>([
  [
    'set as it is',
    held({ settings: ['LLM_API_KEY', 'DB_AUTH_MODE'] }),
    ['error secret-in-plain'],
  ],
  [
    'kept in a vault',
    held({ settings: ['LLM_API_KEY'], references: ['LLM_API_KEY'] }),
    [],
  ],
  ['absent', held({ settings: ['DB_AUTH_MODE'] }), []],
  ['unknown', {}, []],
  ['held by a part that tells of no secret store', { held: [] }, []],
])('tells when a declared secret is %s', (_what, prd, codes) => {
  expect(codesOf(check({ files: files() }, prd))).toEqual(codes);
});

it('names the parts of a group that hold a declared secret as it is', () => {
  const binding = declaring({
    settings: [
      { name: 'EVERYWHERE', secret: true },
      { name: 'OF_WEB', part: 'web', secret: true },
    ],
  });
  const settings = ['EVERYWHERE', 'OF_WEB'];
  const prd = held(
    { part: 'eu', settings, references: ['EVERYWHERE'] },
    { part: 'us', settings },
    { part: 'web', settings, references: ['EVERYWHERE'] },
  );
  const found = checkCredentials({
    ...healthy(binding, { files: files() }),
    targets: { prd },
  });
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^EVERYWHERE is set as a plain value in us of /),
    expect.stringMatching(/^OF_WEB is set as a plain value in web of /),
  ]);
});
