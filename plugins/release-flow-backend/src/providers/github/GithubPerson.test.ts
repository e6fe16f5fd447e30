import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { outsideText } from '../secrets';
import { GithubConnections } from './GithubConnections';
import { GithubEffects } from './GithubEffects';

const context = () => ({ signal: new AbortController().signal });
const TOKEN = 'own-token-4711';
const RUN = { id: '12', state: 'approved' as const, comment: 'Fine' };

const pending = (id: number, name: string, mine: boolean) => ({
  environment: { id, name },
  current_user_can_approve: mine,
  wait_timer: 0,
  wait_timer_started_at: null,
  reviewers: [],
});

describe('a person’s own calls of GitHub', () => {
  let stub: StubServer;
  let effects: GithubEffects;
  let repo: { host: string; slug: string };

  beforeEach(async () => {
    stub = await startStub();
    repo = { host: stub.host, slug: 'acme/api' };
    const integration = {
      host: stub.host,
      apiBaseUrl: stub.url,
      token: 'the-integrations-token',
    };
    effects = new GithubEffects(
      GithubConnections.fromConfig(
        new ConfigReader({ integrations: { github: [integration] } }),
        mockServices.logger.mock(),
      ),
    );
  });
  afterEach(() => stub.close());

  const review = () =>
    effects.asPerson(repo, TOKEN, person => person.review(RUN, context()));

  it('carry the person’s token, never ours', async () => {
    stub.answer({ status: 200, body: { login: 'mona' } });
    const login = await effects.asPerson(repo, TOKEN, person =>
      person.login(context()),
    );
    expect(login).toBe('mona');
    const [{ method, url, headers }] = stub.requests;
    expect([method, url]).toEqual(['GET', '/user']);
    expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('review what this person may review, once', async () => {
    stub.answer(
      {
        status: 200,
        body: [pending(1, 'prd', true), pending(2, 'other', false)],
      },
      { status: 200, body: [] },
    );
    expect(await review()).toEqual(['prd']);
    const [, sent] = stub.requests;
    expect([sent.method, sent.url]).toEqual([
      'POST',
      '/repos/acme/api/actions/runs/12/pending_deployments',
    ]);
    expect(JSON.parse(sent.body)).toEqual({
      environment_ids: [1],
      state: 'approved',
      comment: 'Fine',
    });
    expect(stub.requests).toHaveLength(2);
  });

  it('review nothing that is somebody else’s', async () => {
    stub.answer({ status: 200, body: [pending(2, 'other', false)] });
    await expect(review()).rejects.toMatchObject({ trouble: 'refused' });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['500', { status: 500 }],
    ['a broken connection', 'drop' as const],
  ])(
    'are not repeated after %s, whose outcome is unknown',
    async (_, answer) => {
      stub.answer({ status: 200, body: [pending(1, 'prd', true)] }, answer);
      await expect(review()).rejects.toMatchObject({
        trouble: 'unknown-outcome',
      });
      expect(stub.requests).toHaveLength(2);
    },
  );

  it('say nothing of the token, and forget it', async () => {
    stub.answer(({ headers }) => ({
      status: 401,
      body: { message: `no good: ${headers.authorization} ${TOKEN}` },
    }));
    const error = await review().catch(caught => caught);
    expect(error).toMatchObject({ trouble: 'unauthorized' });
    expect(String(error.stack)).not.toContain(TOKEN);
    // What is forgotten is not cleaned any more: nothing keeps it.
    expect(outsideText(TOKEN)).toBe(TOKEN);
  });
});
