import fs from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { control, eventually, octokitFor } from '../__testUtils__/wire';
import type { LocalCloud } from '../index';
import { startLocalCloud } from '../index';

jest.setTimeout(60_000);

const REPO = { owner: 'acme', repo: 'qfa-backend' };

/** Asks a site as a browser would, whatever this machine resolves. */
function askSite(
  cloud: LocalCloud,
  site: string,
  file: string,
): Promise<{ status: number; body: string }> {
  const options = {
    host: '127.0.0.1',
    port: cloud.urls.sitesPort,
    path: file,
    headers: { host: `${site}.localhost:${cloud.urls.sitesPort}` },
  };
  return new Promise((resolve, reject) => {
    request(options, response => {
      let body = '';
      response.on('data', chunk => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the control API', () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = await startLocalCloud();
  });
  afterEach(() => cloud.close());

  it('makes sites ill, changes them behind our back, and resets', async () => {
    const [dev, prd] = ['qfa-backend-dev', 'qfa-backend-prd'];
    const digest = cloud.state.registry['qfa-backend'].tags['v0.3.5'];
    expect((await askSite(cloud, dev, '/health')).status).toBe(200);
    await control(cloud, 'POST', `/sites/${dev}`, { healthy: false });
    expect((await askSite(cloud, dev, '/health')).status).toBe(503);
    await control(cloud, 'POST', `/sites/${prd}`, { digest });
    expect(JSON.parse((await askSite(cloud, prd, '/version')).body)).toEqual({
      version: 'v0.3.5',
      digest,
    });
    expect((await askSite(cloud, dev, '/version')).status).toBe(404);
    await control(cloud, 'POST', '/reset');
    expect((await askSite(cloud, dev, '/health')).status).toBe(200);
    expect((await askSite(cloud, prd, '/version')).body).toContain('v0.3.7');
  });

  it('injects faults, as often as asked', async () => {
    const github = octokitFor(cloud);
    await control(cloud, 'POST', '/faults', [
      { service: 'github', match: '/releases', status: 429, retryAfter: 7 },
      { service: 'sites', drop: true, times: 1 },
    ]);
    await expect(github.rest.repos.listReleases(REPO)).rejects.toMatchObject({
      status: 429,
      response: { headers: { 'retry-after': '7' } },
    });
    await expect(github.rest.repos.get(REPO)).resolves.toBeTruthy();
    await expect(askSite(cloud, 'qfa-backend-dev', '/')).rejects.toThrow();
    expect((await askSite(cloud, 'qfa-backend-dev', '/')).status).toBe(200);
    await control(cloud, 'DELETE', '/faults');
    await expect(github.rest.repos.listReleases(REPO)).resolves.toBeTruthy();
    const refused = await control(cloud, 'POST', '/faults', { service: 'x' });
    expect(refused.message).toContain('service must be one of');
  });

  it('loses the answer to a call that took effect', async () => {
    const github = octokitFor(cloud);
    await control(cloud, 'POST', '/faults', {
      service: 'github',
      method: 'POST',
      drop: true,
      after: true,
      times: 1,
    });
    await expect(
      github.rest.actions.createWorkflowDispatch({
        ...REPO,
        workflow_id: 'smoke.yaml',
        ref: 'main',
        inputs: { tag: 'v0.3.7', correlation_id: 'lost' },
      }),
    ).rejects.toThrow();
    const { data } = await github.rest.actions.listWorkflowRuns({
      ...REPO,
      workflow_id: 'smoke.yaml',
    });
    expect(data.workflow_runs.map(run => run.display_title)).toEqual([
      'Smoke v0.3.7 on staging lost',
    ]);
  });

  it('finds requests that GitHub does not document', async () => {
    const headers = { authorization: 'Bearer local-token-release-flow' };
    const api = `${cloud.urls.github}/api/v3/repos/acme/qfa-backend`;
    await fetch(`${api}/releases?sort=newest`, { headers });
    await fetch(`${api}/releases?per_page=many`, { headers });
    await fetch(`${api}/stages`, { headers });
    await fetch(`${api}/releases`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ tag: 'v1' }),
    });
    const { violations } = await control(cloud, 'GET', '/conformance');
    expect(violations.map((it: any) => it.problems)).toEqual([
      ["query parameter 'sort'"],
      ["query parameter 'per_page': / must be integer"],
      ['no documented operation (or not extracted)'],
      ["body field 'tag'", "body: / must have required property 'tag_name'"],
    ]);
  });

  it.each([
    ['no name', { conclusion: 'success' }, 'name must be a text'],
    ['another kind', { name: 'a', kind: 'x' }, 'kind must be'],
    ['another status', { name: 'a', status: 'green' }, 'status must be one of'],
    ['another conclusion', { name: 'a', conclusion: 'ok' }, 'conclusion must'],
    ['none', { name: 'a', status: 'completed' }, 'conclusion must be one of'],
    ['no URL', { name: 'a', url: 'here' }, 'url must be a URL'],
  ])('refuses a check with %s', async (_, check, message) => {
    const main = '/checks/qfa-backend/main';
    const refused = await control(cloud, 'POST', main, check);
    expect(refused.message).toContain(message);
    expect(await control(cloud, 'POST', '/checks/qfa-backend/v9', {})).toEqual({
      message: 'No such commit',
    });
  });

  it('answers unchanged reads with 304', async () => {
    const github = octokitFor(cloud);
    const { headers } = await github.rest.repos.listReleases(REPO);
    await expect(
      github.rest.repos.listReleases({
        ...REPO,
        headers: { 'if-none-match': headers.etag },
      }),
    ).rejects.toMatchObject({ status: 304 });
  });

  it('is not for web pages from elsewhere', async () => {
    const url = `${cloud.urls.control}/reset`;
    const headers = { origin: 'https://example.com' };
    const refused = await fetch(url, { method: 'POST', headers });
    expect(refused.status).toBe(403);
  });
});

describe('a restart', () => {
  it('continues where it was, runs included', async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'local-cloud-'));
    const first = await startLocalCloud({ dataDir });
    await octokitFor(first).rest.actions.createWorkflowDispatch({
      ...REPO,
      workflow_id: 'smoke.yaml',
      ref: 'main',
      inputs: { tag: 'v0.3.7' },
    });
    await first.close();

    const second = await startLocalCloud({ dataDir, clockScale: 20 });
    expect(second.ca).toBe(first.ca);
    expect(second.state.sites[0].linuxFxVersion).toContain(
      `DOCKER|${second.urls.registryHost}/qfa-backend@`,
    );
    await eventually(async () => {
      const { data } =
        await octokitFor(second).rest.actions.listWorkflowRunsForRepo(REPO);
      const [run] = data.workflow_runs;
      return (
        (run.name === 'Smoke' && run.conclusion === 'success') || undefined
      );
    });
    await second.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
