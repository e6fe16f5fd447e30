import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { stringify } from 'yaml';
import { Harness } from '../__testUtils__/harness';
import { Portal } from '../__testUtils__/portal';
import { runCli } from '../__testUtils__/runCli';
import {
  flowEntity,
  installed,
  serviceEntity,
} from '../policy/__testUtils__/flowFixture';
import { BindingSync } from '../services/binding/BindingSync';
import { createEntityReader } from '../services/binding/entityReader';

jest.setTimeout(120_000);

type Change = Parameters<typeof flowEntity>[0];

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const APPROVALS = 'spec.environments[1].gates';
let portal: Portal;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-flow-check-'));
  await writeFile(
    join(folder, 'token'),
    `${mockCredentials.user.token('user:default/ada')}\n`,
  );
  const catalog = catalogServiceMock({
    entities: [flowEntity(), serviceEntity()],
  });
  const harness = await Harness.create(await databases.init('SQLITE_3'));
  await new BindingSync({
    catalog,
    auth: mockServices.auth(),
    stores: harness.stores,
    installed,
    logger: mockServices.logger.mock(),
  }).syncAll(new AbortController().signal);
  portal = await Portal.start(harness, {
    installed,
    entities: createEntityReader(catalog, mockServices.auth()),
  });
});

afterAll(async () => {
  await portal.stop();
  await rm(folder, { recursive: true });
});

async function check(changes: Change[], ...options: string[]) {
  const file = join(folder, 'flow.yaml');
  const document = stringify(flowEntity(...changes));
  await writeFile(file, `kind: Group\n---\n${document}`);
  return runCli(
    ...['check', file, '--url', `${portal.url}/`],
    ...['--token-file', join(folder, 'token'), ...options],
  );
}

it('passes a flow that breaks nothing', async () => {
  expect(await check([])).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'releaseflow:default/three (as it is in the portal): 1 services checked\n',
  });
});

it('refuses one that breaks a binding, and names service, field and reason', async () => {
  const { code, stdout } = await check([
    ['spec.parameters.properties.group.pattern', 'rg-x.*'],
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /Bindings that break:\n {2}component:default\/shop {2}spec\.releaseFlow\.parameters\.group: .*rg-x/,
  );
});

it('shows gates that go, and refuses them when strict', async () => {
  const change: Change = [APPROVALS, [{ type: 'infrastructure-applied' }]];
  const lenient = await check([change]);
  expect(lenient).toMatchObject({ code: 0, stderr: '' });
  expect(lenient.stdout).toMatch(/prd: gate approvals removed, was \{/);
  expect(await check([change], '--strict')).toMatchObject({ code: 1 });
  const [answer] = JSON.parse((await check([change], '--json')).stdout);
  expect(answer).toMatchObject({ breaks: [], checked: 1 });
});

it('refuses a flow that is broken itself', async () => {
  const { code, stdout } = await check([['spec.mode', 'yolo']]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/would be refused\n {2}spec\.mode: /);
});

it('says what keeps it from answering', async () => {
  const file = join(folder, 'other.yaml');
  await writeFile(file, 'kind: Component\n');
  const ask = (...args: string[]) => runCli('check', ...args);
  const url = ['--url', portal.url];
  expect(await ask(file, ...url)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/holds no entity of kind ReleaseFlow/),
  });
  await check([]);
  const flow = join(folder, 'flow.yaml');
  expect(await ask(flow, ...url)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /--token-file, --token or RELEASE_FLOW_TOKEN/,
    ),
  });
  expect(await ask(flow, ...url, '--token', 'nonsense')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/401/),
  });
  expect(
    await ask(flow, '--url', 'http://127.0.0.1:1', '--token', 'x'),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not answer/),
  });
});
