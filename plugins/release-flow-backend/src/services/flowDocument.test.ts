import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { Portal } from '../__testUtils__/portal';
import { preparedFlow } from '../policy/__testUtils__/flowFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const { ref } = exampleBinding().flow;
const [, name] = ref.split('/');
let harness: Harness;
let portal: Portal;

beforeAll(async () => {
  harness = await Harness.create(await databases.init('SQLITE_3'));
  await harness.stores.flows.put({
    ...{ ref, title: 'Three', revision: 'r1', mode: 'enforce', error: null },
    ...{ spec: preparedFlow().flow.spec, seenAt: new Date().toISOString() },
  });
  portal = await Portal.start(harness);
});
afterAll(() => portal.stop());

const read = async (path: string) => {
  const response = await fetch(`${portal.url}/api/release-flow${path}`, {
    headers: {
      authorization: mockCredentials.user.header('user:default/ada'),
    },
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
};

it('gives a flow as Markdown', async () => {
  const { status, type, text } = await read(`/flows/default/${name}/document`);
  expect(status).toBe(200);
  expect(type).toContain('text/markdown');
  expect(text).toMatch(/^# Three\n/);
});

it('puts in what a service gives', async () => {
  const { text } = await read(
    `/flows/default/${name}/document?service=component:default/qfa-backend`,
  );
  expect(text).toMatch(/^# Three of qfa-backend\n/);
});

it.each([
  ['/flows/default/none/document', 404, 'unknown-flow'],
  [`/flows/default/${name}/document?service=shop`, 400, '"field":"service"'],
  [`/flows/default/${name}/document?of=shop`, 400, '"field":"of"'],
  [
    `/flows/default/${name}/document?service=component:default/none`,
    404,
    'unknown-service',
  ],
])('refuses %s', async (path, status, says) => {
  const answer = await read(path);
  expect(answer.status).toBe(status);
  expect(answer.text.replace(/\s/g, '')).toContain(says);
});
