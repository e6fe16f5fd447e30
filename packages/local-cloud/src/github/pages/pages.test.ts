import { control, eventually, octokitFor } from '../../__testUtils__/wire';
import type { LocalCloud } from '../../index';
import { startLocalCloud } from '../../index';

jest.setTimeout(60_000);

const REPO = { owner: 'acme', repo: 'qfa-backend' };

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ clockScale: 20 });
});

afterAll(() => cloud.close());

/** A browser in which somebody has signed in to the pages. */
async function browserOf(login: string) {
  const signedIn = await fetch(`${cloud.urls.github}/session`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login, return: '/' }),
  });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0];
  return (path: string, fields?: Record<string, string>) =>
    fetch(new URL(path, cloud.urls.github), {
      method: fields ? 'POST' : 'GET',
      headers: { cookie },
      body: fields && new URLSearchParams(fields),
    });
}

/** Every `html_url` in an answer. */
function pageUrls(answer: unknown): string[] {
  const text = JSON.stringify(answer);
  return [...text.matchAll(/"html_url":"([^"]+)"/g)].map(match => match[1]);
}

describe('the pages', () => {
  it('open at every address that the API hands out', async () => {
    const { rest } = octokitFor(cloud);
    const answers = await Promise.all([
      rest.repos.listReleases(REPO),
      rest.repos.listCommits(REPO),
      rest.repos.compareCommitsWithBasehead({
        ...REPO,
        basehead: 'v0.3.7...feat/some-experiment',
      }),
      rest.actions.listWorkflowRunsForRepo(REPO),
      rest.actions.listRepoWorkflows(REPO),
      rest.repos.getAllEnvironments(REPO),
      rest.repos.getPages(REPO),
      rest.repos.getContent({ ...REPO, path: 'infra' }),
    ]);
    const urls = new Set(answers.flatMap(answer => pageUrls(answer.data)));
    expect(urls.size).toBeGreaterThan(50);
    const closed = [];
    for (const url of urls) {
      const { status } = await fetch(url);
      if (status !== 200) closed.push(`${status} ${url}`);
    }
    expect(closed).toEqual([]);
  });

  it('let people run, publish and review by clicks', async () => {
    const ada = await browserOf('ada');
    const actions = '/acme/qfa-backend/actions/workflows/release.yaml/dispatch';
    await ada(actions, { ref: 'main', 'inputs.bump': 'minor' });
    const draft = await eventually(() =>
      cloud.state.repositories[0].releases.find(release => release.draft),
    );
    const published = await ada(
      `/acme/qfa-backend/releases/${draft.id}/publish`,
      {},
    );
    expect(published.url).toMatch(/releases\/tag\/v0\.4\.0$/);
    await eventually(async () => {
      const { sites } = await control(cloud, 'GET', '/sites');
      return sites[1].liveVersion === 'v0.4.0' || undefined;
    });
    const log = await control(cloud, 'GET', '/log');
    expect(log.at(-1)).toMatchObject({ actor: 'ada', method: 'POST' });
  });

  it('keep readers from changing anything', async () => {
    const vera = await browserOf('vera');
    const answer = await vera(
      '/acme/qfa-backend/actions/workflows/release.yaml/dispatch',
      { ref: 'main' },
    );
    expect(answer.status).toBe(403);
  });
});
