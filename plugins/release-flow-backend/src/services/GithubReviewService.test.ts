import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { startEdges } from '../__testUtils__/startEdges';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const TOKEN = 'token-of-mona';

let harness: Harness;
let backend: Awaited<ReturnType<typeof startEdges>>;
let id: string;

/** Production is deployed by a workflow that GitHub's reviewers let go on. */
function reviewedBinding() {
  const binding = exampleBinding();
  const [dev, staging, prd] = binding.environments;
  const manual = {
    by: 'workflow' as const,
    file: 'promote-to-prd.yaml',
    inputs: {},
    correlationInput: 'correlation_id',
  };
  const reviewed = { ...prd, gates: [], deploy: { manual } };
  return { ...binding, environments: [dev, staging, reviewed] };
}

beforeAll(async () => {
  harness = await Harness.create(
    await databases.init('SQLITE_3'),
    reviewedBinding(),
  );
  harness.release('v0.3.7', 'a', 'published');
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  await harness.look();
  harness.context.membership.userOfLogin = async login =>
    login === 'mona' ? 'user:default/mona' : undefined;
  backend = await startEdges(harness);
  harness.world.runStatus = 'waiting';
  const asked = await post(
    '/services/component/default/qfa-backend/promotions',
    {
      environment: 'prd',
      release: 'v0.3.7',
      intent: 'redeploy',
    },
  );
  id = asked.body.id;
});
afterAll(() => backend?.stop());

async function post(path: string, body: unknown, name = 'ada', token?: string) {
  const response = await fetch(`${backend.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: mockCredentials.user.header(`user:default/${name}`),
      'content-type': 'application/json',
      ...(token !== undefined && { 'x-github-token': token }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as any };
}
const review = (
  change: { name?: string; token?: string; body?: object } = {},
) =>
  post(
    `/promotions/${id}/github-review`,
    change.body ?? { decision: 'approve', comment: 'Looks right' },
    change.name ?? 'mona',
    'token' in change ? change.token : TOKEN,
  );
const eventsOf = async () =>
  (await harness.stores.audit.ofOperation(id)).map(({ type }) => type);

it('is refused before GitHub waits', async () => {
  const { status, body } = await review();
  expect([status, body.error.code]).toEqual([409, 'not-waiting-in-github']);
});

describe('while GitHub waits', () => {
  beforeAll(async () => {
    await harness.run();
  });
  beforeEach(() => {
    backend.audited.length = 0;
    harness.world.nextChange = undefined;
  });
  it.each([
    ['no token', { token: undefined }, 400, 'x-github-token'],
    ['a token with spaces', { token: 'a b' }, 400, 'x-github-token'],
    ['an unknown decision', { body: { decision: 'maybe' } }, 400, 'decision'],
    [
      'a token in the body',
      { body: { decision: 'approve', token: TOKEN } },
      ...[400, 'token'],
    ],
    [
      'a token of somebody else',
      { token: 'token-of-lars' },
      403,
      'belongs to lars',
    ],
    ['a guest', { name: 'guest' }, 403, 'signed-in person'],
  ] as Array<[string, object, number, string]>)(
    'refuses %s, and reviews nothing',
    async (_, change, status, said) => {
      const answer = await review(change);
      expect([answer.status, answer.body.error.message]).toEqual([
        status,
        expect.stringContaining(said),
      ]);
      expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
      expect(harness.world.reviews).toEqual([]);
    },
  );

  it.each([
    ['unauthorized', 403],
    ['refused', 409],
    ['unavailable', 503],
    ['unknown-outcome', 409],
  ] as const)('says what GitHub said: %s', async (trouble, status) => {
    const error = new ProviderError(trouble, 'GitHub said so.');
    harness.world.nextChange = { error, took: false };
    const answer = await review();
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      expect.stringContaining('GitHub said so.'),
    ]);
    expect(backend.audited).toEqual(['github-review: fail']);
  });

  it('reviews as the person, once, with an event; the engine sees the rest', async () => {
    const { status, body } = await review();
    expect([status, body.state]).toEqual([202, 'waiting-in-github']);
    expect(harness.world.reviews).toEqual([
      { id: expect.any(String), state: 'approved', comment: 'Looks right' },
    ]);
    expect(await eventsOf()).toContain('promotion.github-review');
    const rows = await harness.stores.audit.ofOperation(id);
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
    expect(backend.audited).toEqual(['github-review: success']);

    const [run] = harness.world.runs;
    Object.assign(run, { status: 'completed', conclusion: 'success' });
    await harness.run();
    const after = (await harness.stores.operations.get(id))!;
    expect(after.state).not.toBe('waiting-in-github');
  });
});
