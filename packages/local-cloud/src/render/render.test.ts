import { get, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { control, eventually } from '../__testUtils__/wire';
import {
  problemsWithRenderAnswer,
  renderOperations,
} from '../conformance/renderDescription';
import { startLocalCloud, RENDER_KEY, type LocalCloud } from '../index';

jest.setTimeout(60_000);

const API = 'srv-clarity-backend-prod';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: any;
}

let cloud: LocalCloud;
const called = new Set<string>();
const problems: string[] = [];

beforeAll(async () => {
  // So slow that nothing moves by itself, however slow the machine is.
  cloud = await startLocalCloud({ clockScale: 0.02 });
});
afterAll(() => cloud.close());

/** A request over TLS to whatever lies behind `host`. */
function over(
  host: string,
  path: string,
  options: { method?: string; headers?: object; body?: unknown } = {},
): Promise<Answer> {
  const body = options.body === undefined ? '' : JSON.stringify(options.body);
  return new Promise((done, fail) => {
    httpsRequest(
      {
        host: '127.0.0.1',
        port: cloud.urls.renderPort,
        servername: host,
        path,
        method: options.method ?? 'GET',
        ca: cloud.ca,
        headers: { host, ...options.headers },
      },
      response => {
        let text = '';
        response.on('data', chunk => (text += chunk));
        response.on('end', () =>
          done({
            status: response.statusCode!,
            headers: response.headers as Record<string, string>,
            body: /^[[{]/.test(text) ? JSON.parse(text) : text,
          }),
        );
      },
    )
      .on('error', fail)
      .end(body);
  });
}

/** Calls the API, and holds its answer to Render's description. */
async function api(
  method: string,
  path: string,
  body?: unknown,
  key = RENDER_KEY,
) {
  const answer = await over('localhost', `/v1${path}`, {
    method,
    body,
    headers: { authorization: `Bearer ${key}` },
  });
  const [plain] = path.split('?');
  const said = { status: answer.status, body: answer.body };
  problems.push(
    ...problemsWithRenderAnswer(method, plain, said).map(
      problem => `${method} ${path} ${answer.status}: ${problem}`,
    ),
  );
  called.add(
    `${method.toLowerCase()} ${plain
      .replace(/srv-[\w-]+/, '{serviceId}')
      .replace(/dep-[\w-]+/, '{deployId}')
      .replace(/(custom-domains)\/.+/, '$1/{customDomainNameOrID}')}`,
  );
  return answer;
}

const deploys = async () =>
  (await api('GET', `/services/${API}/deploys?limit=50`)).body.map(
    (it: any) => it.deploy,
  );
const settled = () =>
  eventually(async () => {
    await control(cloud, 'POST', '/clock', { advance: 300 });
    const [newest] = await deploys();
    return /in_progress|queued/.test(newest.status) ? undefined : newest;
  });
const commitOf = (ref: string) => {
  const { git } = cloud.state.repositories.find(it => it.name === 'clarity')!;
  return git.branches[ref];
};

it('rolls a deploy out while the one before serves', async () => {
  const commitId = commitOf('main');
  const [before] = await deploys();
  const made = await api('POST', `/services/${API}/deploys`, { commitId });
  expect(made).toMatchObject({
    status: 201,
    body: {
      status: 'build_in_progress',
      trigger: 'api',
      commit: { id: commitId },
    },
  });
  const site = await over(
    'clarity-backend-prod.render.localhost',
    '/api/health',
  );
  expect(site.body.commit).toBe(before.commit.id);
  expect(await settled()).toMatchObject({ id: made.body.id, status: 'live' });
  const all = await deploys();
  expect(all.find((it: any) => it.id === before.id).status).toBe('deactivated');
});

it('queues behind a deploy on its way, and says so without a body', async () => {
  const commitId = commitOf('main');
  const order = () => api('POST', `/services/${API}/deploys`, { commitId });
  expect((await order()).status).toBe(201);
  expect(await order()).toMatchObject({ status: 202, body: '' });
  const [queued] = await deploys();
  expect(queued.status).toBe('queued');
  const cancelled = await api(
    'POST',
    `/services/${API}/deploys/${queued.id}/cancel`,
  );
  expect(cancelled.body.status).toBe('canceled');
  await eventually(async () => {
    await control(cloud, 'POST', '/clock', { advance: 300 });
    return (await deploys())[1].status === 'live' ? true : undefined;
  });
});

it('goes back without a build, and leaves automatic deploys as they are', async () => {
  const earlier = (await deploys()).find(
    (it: any) => it.status === 'deactivated',
  );
  const made = await api('POST', `/services/${API}/rollback`, {
    deployId: earlier.id,
  });
  expect(made.body).toMatchObject({
    status: 'update_in_progress',
    trigger: 'rollback',
    commit: { id: earlier.commit.id },
  });
  expect((await settled()).status).toBe('live');
  const { body } = await api('GET', '/services/srv-clarity-backend-dev');
  expect(body.autoDeploy).toBe('yes');
  const changed = await api('PATCH', '/services/srv-clarity-backend-dev', {
    autoDeploy: 'no',
  });
  expect(changed.body).toMatchObject({
    autoDeploy: 'no',
    autoDeployTrigger: 'off',
  });
});

it.each([
  ['failBuild', 'build_failed'],
  ['failHealth', 'update_failed'],
])('keeps what serves when a deploy fails: %s', async (screw, status) => {
  const [before] = await deploys();
  await control(cloud, 'POST', `/render/${API}`, { [screw]: true });
  const commitId = commitOf('main');
  const { body } = await api('POST', `/services/${API}/deploys`, { commitId });
  expect(await settled()).toMatchObject({ id: body.id, status });
  const one = await api('GET', `/services/${API}/deploys/${body.id}`);
  expect(one.body.status).toBe(status);
  const live = (await deploys()).find((it: any) => it.status === 'live');
  expect(live.commit.id).toBe(before.commit.id);
});

it('lists services, instances and variables', async () => {
  const found = await api(
    'GET',
    '/services?name=clarity-frontend-prod&limit=5',
  );
  expect(found.body).toHaveLength(1);
  expect(found.body[0].service.serviceDetails.publishPath).toBe(
    'frontend/dist',
  );
  expect((await api('GET', '/services?name=nobody')).body).toEqual([]);
  expect((await api('GET', '/services?limit=1000')).status).toBe(400);
  expect(
    (await api('GET', `/services/${API}`)).body.serviceDetails.autoscaling,
  ).toMatchObject({
    min: 1,
    max: 4,
  });
  expect((await api('GET', `/services/${API}/instances`)).body).toHaveLength(1);
  const vars = await api('GET', `/services/${API}/env-vars`);
  expect(vars.body.map((it: any) => it.envVar.key)).toContain('DATABASE_URL');
});

it('moves a custom domain, which one service has at a time', async () => {
  const name = 'clarity.render.localhost';
  const from = '/services/srv-clarity-frontend-prod/custom-domains';
  const to = '/services/srv-clarity-frontend-parallel/custom-domains';
  const servedBy = async () => (await over(name, '/version.json')).status;
  const listed = await api('GET', `${from}?limit=5`);
  expect(listed.body.map((it: any) => it.customDomain.name)).toEqual([name]);
  expect(await servedBy()).toBe(200);
  const taken = await api('POST', to, { name });
  expect([taken.status, taken.body.message]).toEqual([
    409,
    `${name} is already in use`,
  ]);
  expect((await api('DELETE', `${from}/${name}`)).status).toBe(204);
  expect((await api('DELETE', `${from}/${name}`)).status).toBe(404);
  expect(await servedBy()).toBe(404);

  const { status, body } = await api('POST', to, { name });
  expect(status).toBe(201);
  expect(body).toMatchObject([{ name, verificationStatus: 'verified' }]);
  expect((await api('GET', `${to}/${body[0].id}`)).body).toEqual(body[0]);
  expect((await api('GET', `${to}?name=other.example`)).body).toEqual([]);
  expect(await servedBy()).toBe(200);
  expect((await api('POST', to, { name: 'no domain' })).status).toBe(400);

  await control(cloud, 'POST', '/render/clarity-frontend-parallel', {
    failDomains: true,
  });
  expect((await api('GET', `${to}/${name}`)).body).toMatchObject({
    verificationStatus: 'unverified',
  });
  expect(await servedBy()).toBe(404);
});

it('refuses a key, a service and a commit that it does not know', async () => {
  expect((await api('GET', '/services', undefined, 'rnd_other')).status).toBe(
    401,
  );
  expect((await api('GET', '/services/srv-none')).status).toBe(404);
  const commitId = 'f'.repeat(40);
  const refused = await api('POST', `/services/${API}/deploys`, { commitId });
  expect(refused).toMatchObject({
    status: 400,
    body: { message: /not found/ },
  });
});

it('serves the frontend over TLS with its headers, and sends plain HTTP there', async () => {
  const host = 'clarity-frontend-prod.render.localhost';
  const page = await over(host, '/');
  expect(page.headers).toMatchObject({
    'strict-transport-security': expect.stringContaining('max-age=31536000'),
    'x-frame-options': 'DENY',
  });
  expect(page.body).toContain("location.protocol === 'http:'");
  const moved = await new Promise<IncomingMessage>((done, fail) => {
    const plain = {
      host: '127.0.0.1',
      port: cloud.urls.sitesPort,
      path: '/login?next=1',
      headers: { host },
    };
    get(plain, done).on('error', fail);
  });
  moved.resume();
  expect(moved.statusCode).toBe(301);
  expect(moved.headers.location).toBe(
    `https://${host}:${cloud.urls.renderPort}/login?next=1`,
  );
});

it('serves nothing for a moment when it was told to', async () => {
  const host = 'clarity-backend-prod.render.localhost';
  await control(cloud, 'POST', `/render/${API}`, { gapSeconds: 600 });
  await api('POST', `/services/${API}/deploys`, { commitId: commitOf('main') });
  await settled();
  expect((await over(host, '/health')).status).toBe(502);
  await control(cloud, 'POST', '/reset');
  expect((await over(host, '/health')).status).toBe(200);
});

it('answered as Render documents it, and was asked so', async () => {
  expect(problems).toEqual([]);
  expect([...called].sort()).toEqual(renderOperations().sort());
  const report = await control(cloud, 'GET', '/render/conformance');
  expect(report.checked).toBeGreaterThan(20);
  expect(report.violations).toEqual([]);
});
