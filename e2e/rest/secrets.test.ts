import { expect, test } from '@playwright/test';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import type { Fault } from '../support/CloudControl';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** Whatever fails, and whoever asks: no secret of the configuration comes out anywhere. */
test.describe.configure({ mode: 'serial' });

const key = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'der' })
  .toString('base64');
const canaries: Record<string, string> = {
  CANARY_WEBHOOK: `canary-${randomUUID()}`,
  CANARY_PASSWORD: `canary-${randomUUID()}`,
  CANARY_AZURE: `canary-${randomUUID()}`,
  CANARY_SIGNING_KEY: key,
};
/** The canaries, and what the sample portal is given anyway. */
const secrets = [
  ...Object.values(canaries),
  'local-token-release-flow',
  'local-webhook-secret',
];

let portal: Portal;
let service: Service;
/** Answers of REST, errors among them. */
const answers: string[] = [];

test.beforeAll(async () => {
  portal = await Portal.start({
    name: 'secrets',
    configs: ['e2e/rest/app-config.secrets.yaml'],
    env: canaries,
  });
  service = new Service(portal, 'qfa-backend');
  await service.runs('prd', 'v0.3.7');
  // Signing in asks GitHub, which is about to break.
  await portal.as('vera');
});
test.afterAll(() => portal?.stop());

async function ask(login: string, method: string, path: string, body?: object) {
  const session = await portal.as(login);
  const answer = await session.send(method, `/release-flow${path}`, body);
  answers.push(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const reads = (id: string) => [
  ...['/services', '/promotions', '/flows', '/freezes', '/openapi.json'],
  ...['', '/releases', '/history', '/docs', '/infrastructure'].map(
    part => `${service.path}${part}`,
  ),
  ...[`/promotions/${id}`, `/operations/${id}`],
];

const faults: Array<[string, Fault[]]> = [
  [
    'wrong credentials',
    [
      { service: 'github', match: '^/api/', status: 401 },
      { service: 'arm', status: 401 },
      { service: 'registry', status: 401 },
    ],
  ],
  [
    'server errors',
    [
      { service: 'github', match: '^/api/', status: 500 },
      { service: 'arm', status: 500 },
      { service: 'registry', status: 500 },
      { service: 'identity', status: 500 },
    ],
  ],
  [
    'broken connections',
    [
      { service: 'github', match: '^/api/', drop: true },
      { service: 'arm', drop: true },
      { service: 'registry', drop: true },
      { service: 'identity', drop: true },
    ],
  ],
];

/** What people see and do while it is so. */
async function lookAround(): Promise<void> {
  const wish = { environment: 'prd', release: 'v0.3.6', intent: 'rollback' };
  await ask('ada', 'POST', `${service.path}/preflight`, wish);
  const reason = 'what does it say';
  const { body } = await ask('ada', 'POST', `${service.path}/promotions`, {
    ...wish,
    reason,
  });
  const ref = { ref: 'main', environment: 'dev' };
  await ask('ada', 'POST', `${service.path}/ephemeral-builds`, ref);
  await until('the trouble', async () => {
    const view = JSON.stringify(await service.promotion(body.id));
    return /Check |answered|could not|no usable/.test(view);
  });
  for (const path of reads(body.id)) await ask('ada', 'GET', path);
  await ask('vera', 'GET', '/audit');
  await ask('ada', 'POST', `/promotions/${body.id}/cancel`, {});
}

faults.forEach(([what, broken]) =>
  test(`a promotion meets ${what}, and nothing tells a secret`, async () => {
    await portal.control.breakWith(...broken);
    await lookAround().finally(() => portal.control.mend());
  }),
);

test('a webhook with the wrong signature is told nothing', async () => {
  const response = await fetch(
    `${portal.url}/api/release-flow/webhooks/github`,
    {
      method: 'POST',
      headers: {
        'x-github-event': 'push',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
      body: '{}',
    },
  );
  expect(response.status).toBe(401);
  answers.push(await response.text());
});

/** Everything under the portal's data: its database with the audit, and its log. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(inRoot(folder), {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}

test('no secret is in an answer, the database, the audit or the log', async () => {
  const data = '.local/rest/secrets';
  const files = [
    ...(await filesOf(`${data}/db`)),
    ...(await filesOf(`${data}/logs`)).filter(file => /backend/.test(file)),
  ];
  expect(files.some(file => /release-flow\.sqlite/.test(file))).toBe(true);
  expect(files.some(file => /backend\.log$/.test(file))).toBe(true);
  expect(answers.length).toBeGreaterThan(40);
  const texts = [
    ...answers.map((text, index): [string, string] => [`${index}`, text]),
    ...(await Promise.all(
      files.map(async (file): Promise<[string, string]> => [
        file,
        (await readFile(file)).toString('latin1'),
      ]),
    )),
  ];
  for (const [where, text] of texts) {
    for (const secret of secrets) {
      const at = text.indexOf(secret);
      expect
        .soft(at < 0 ? '' : text.slice(Math.max(0, at - 200), at), where)
        .toBe('');
    }
  }
});
