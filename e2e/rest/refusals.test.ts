import { createHmac } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { githubApi } from '../support/githubApi';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { badInputs } from './badInput';

/** What is not let in, and how it is said. */
let portal: Portal;
let service: Service;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'refusals' });
  service = new Service(portal, 'qfa-backend');
  for (const id of ['dev', 'staging', 'prd']) await service.runs(id, 'v0.3.7');
});

test.afterAll(() => portal?.stop());

async function stored() {
  const ada = await portal.as('ada');
  const { items } = await ada.call('GET', '/promotions?limit=200');
  const { operations } = await service.state();
  return [...items, ...operations].map((it: { id: string }) => it.id);
}

const at = (path: string) =>
  path.startsWith('//') ? path.slice(1) : `${service.path}${path}`;

const promote = (environment: string, release: string, more = {}) =>
  service.send('ada', 'POST', '/promotions', {
    environment,
    release,
    intent: 'promote',
    ...more,
  });

test('bad input is 400 with the field, and nothing is stored', async () => {
  const before = await stored();
  const ada = await portal.as('ada');
  for (const { what, method = 'POST', path, body, field } of badInputs) {
    const answer = await ada.send(method, `/release-flow${at(path)}`, body);
    expect.soft(answer.status, what).toBe(400);
    expect.soft(answer.body?.error, what).toMatchObject({
      code: 'bad-input',
      field,
      message: expect.stringMatching(/\w/),
    });
  }
  expect(await stored()).toEqual(before);
  expect(
    await portal.control.runsOf(service.name, 'build-from-commit.yaml'),
  ).toEqual([]);
});

test('what is not there is 404', async () => {
  const ada = await portal.as('ada');
  const wanted = [
    [`${service.path}-gone`, 'unknown-service'],
    ['/promotions/00000000-0000-0000-0000-000000000000', 'unknown-promotion'],
    ['/operations/00000000-0000-0000-0000-000000000000', 'unknown-operation'],
  ];
  for (const [path, code] of wanted) {
    const answer = await ada.send('GET', `/release-flow${path}`);
    expect.soft(answer.status, path).toBe(404);
    expect.soft(answer.body.error.code, path).toBe(code);
  }
  const unknown = await promote('prd', 'v9.9.9');
  expect(unknown.status).toBe(404);
  expect(unknown.body.error.code).toBe('unknown-release');
});

test('nobody is 401, and who may not is 403', async () => {
  const url = `${portal.url}/api/release-flow${service.path}`;
  const tokens: Record<string, string>[] = [
    {},
    { authorization: 'Bearer made-up' },
  ];
  for (const headers of tokens) {
    expect((await fetch(url, { headers })).status).toBe(401);
    const act = await fetch(`${url}/releases`, { method: 'POST', headers });
    expect(act.status).toBe(401);
  }
  expect((await service.send('vera', 'GET', '')).status).toBe(200);
  const acts = [
    [
      '/promotions',
      {
        environment: 'prd',
        release: 'v0.3.6',
        intent: 'rollback',
        reason: 'too slow',
      },
    ],
    ['/ephemeral-builds', { ref: 'main', environment: 'dev' }],
    ['/releases', {}],
    ['/releases/v0.3.7/publish', {}],
  ] as const;
  for (const [path, body] of acts) {
    const answer = await service.send('vera', 'POST', path, body);
    expect.soft(answer.status, path).toBe(403);
    expect.soft(answer.body.error.name, path).toBe('NotAllowedError');
  }
});

test('a move that the flow does not have is 409 with the reason', async () => {
  const wrong = [
    [await promote('prd', 'v0.3.6', { from: 'dev' }), 'no-path'],
    [await promote('prd', 'v0.3.6'), 'not-proven-upstream'],
    [await promote('prd', 'v0.3.7'), 'already-live'],
  ] as const;
  for (const [answer, code] of wrong) {
    expect.soft(answer.status, code).toBe(409);
    expect.soft(answer.body.error, code).toMatchObject({
      code,
      message: expect.stringMatching(/\w{3}/),
    });
  }
});

test('a release that is not fit is refused by what is wrong with it', async () => {
  const create = await githubApi(portal.githubUrl, 'ada');
  const [one, two] = ['a', 'b'].map(
    it => `Image digest: sha256:${it.repeat(64)}`,
  );
  const drafts = [
    ['v0.3.91', { draft: true, body: one }],
    ['v0.3.92', { prerelease: true, body: two }],
    ['v0.3.93', { draft: true, body: 'to be written' }],
    ['v0.3.94', { draft: true, body: `${one}\n${two}` }],
  ] as const;
  for (const [tag_name, fields] of drafts) {
    await create('POST', `/repos/${service.slug}/releases`, {
      ...{ tag_name, target_commitish: 'main' },
      ...fields,
    });
  }
  const { control } = portal;
  await control.call('POST', '/releases/qfa-backend/v0.3.6', { body: one });
  const { branches } = await control.repository('qfa-backend');
  await control.call('POST', '/tags/qfa-backend/v0.3.4', {
    sha: branches.main,
  });
  await expect.poll(() => service.release('v0.3.94')).toBeTruthy();
  await expect
    .poll(async () => (await service.release('v0.3.6')).problem?.code)
    .toBe('artifact-changed');
  const rejected = await service.send(
    'ada',
    'PUT',
    '/releases/v0.3.5/rejection',
    {
      reason: 'loses feedback',
    },
  );
  expect(rejected.status).toBe(200);

  const wanted = [
    ['staging', 'v0.3.91', 'draft-not-accepted', 'Publish it first'],
    ['dev', 'v0.3.92', 'prerelease-not-accepted', 'Choose a final release'],
    ['dev', 'v0.3.93', 'no-digest', 'Run the release workflow again'],
    ['dev', 'v0.3.94', 'two-digests', 'Leave the one'],
    ['dev', 'v0.3.6', 'artifact-changed', 'Put it back'],
    ['dev', 'v0.3.5', 'rejected', 'loses feedback'],
    ['dev', 'v0.3.4', 'artifact-changed', 'Move it back'],
  ];
  for (const [environment, release, code, sentence] of wanted) {
    const answer = await promote(environment, release);
    expect.soft(answer.status, release).toBe(409);
    expect.soft(answer.body.error, release).toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
  }
});

test('a digest that is gone from the registry blocks with a sentence', async () => {
  const { artifact } = await service.release('v0.3.7');
  const id = await service.promote('ada', {
    environment: 'prd',
    release: 'v0.3.7',
    intent: 'redeploy',
  });
  await service.sees(id, 'a wait', view => view.code === 'approval-needed');
  const { digest } = artifact[0].identity;
  await portal.control.call('DELETE', `/images/qfa-backend/${digest}`);
  expect((await service.decide('mona', id)).status).toBe(202);
  const view = await service.sees(id, 'gone', it => it.code === 'digest-gone');
  expect(view).toMatchObject({
    state: 'waiting',
    message: expect.stringContaining('not in the registry any more'),
  });
  expect(await service.changesOf('prd')).toBe(0);
});

test('a broken binding says which field, and only there', async () => {
  const legacy = new Service(portal, 'qfa-legacy');
  const { error } = await legacy.state();
  expect(error).toMatchObject({
    field: expect.stringContaining('resourceGroupPrefix'),
    message: expect.stringMatching(/\w/),
  });
  expect((await service.state()).error).toBeNull();
  const act = await legacy.send('ada', 'POST', '/releases', {});
  expect(act.status).toBe(409);
  expect(act.body.error.code).toBe('binding-broken');
});

test('webhooks: a bad signature is 401, an unknown event is dropped, too much is 413', async () => {
  const deliver = async (event: string, body: string, secret: string) => {
    const hash = createHmac('sha256', secret).update(body).digest('hex');
    return fetch(`${portal.url}/api/release-flow/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-hub-signature-256': `sha256=${hash}`,
      },
      body,
    });
  };
  const secret = 'local-webhook-secret';
  const push = JSON.stringify({
    repository: { html_url: `${portal.githubUrl}/acme/qfa-backend` },
  });
  expect((await deliver('push', push, 'guessed')).status).toBe(401);
  const due = await deliver('push', push, secret);
  expect(due.status).toBe(202);
  expect(await due.json()).toMatchObject({ status: 'due' });
  const unknown = await deliver('star', push, secret);
  expect(unknown.status).toBe(202);
  expect(await unknown.json()).toMatchObject({ status: 'ignored' });
  expect((await deliver('push', 'not json', secret)).status).toBe(400);
  const large = JSON.stringify({ text: 'x'.repeat(6_000_000) });
  expect((await deliver('push', large, secret)).status).toBe(413);
  const request = await service.send('ada', 'POST', '/promotions', {
    reason: 'x'.repeat(200_000),
  });
  expect(request.status).toBe(413);
  expect((await service.send('ada', 'GET', '')).status).toBe(200);
});
