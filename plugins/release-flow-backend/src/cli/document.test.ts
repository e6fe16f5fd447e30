import { mkdtemp, readFile, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { runCli } from '../__testUtils__/runCli';

jest.setTimeout(120_000);

const FLOW = resolve(
  __dirname,
  '../../../../catalog/flows/azure-three-stage.yaml',
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-flow-document-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('prints the document of a flow, without a portal', async () => {
  const { code, stdout, stderr } = await runCli('document', FLOW);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^# Azure, three stages\n/);
  expect(stdout).toContain('**GET /health answers 200**');
});

it('writes it where it is wanted, and tells when it is out of date', async () => {
  const out = join(folder, 'docs', 'release-flow.md');
  expect(await runCli('document', FLOW, '--out', out)).toMatchObject({
    code: 0,
  });
  const check = () => runCli('document', FLOW, '--out', out, '--check');
  expect(await check()).toMatchObject({ code: 0 });
  await writeFile(out, `${await readFile(out, 'utf8')}more\n`);
  expect(await check()).toEqual({
    code: 1,
    stdout: '',
    stderr: `${out} is not what the flow says now; write it anew\n`,
  });
});

it('names the field that is wrong', async () => {
  const file = join(folder, 'bad.yaml');
  const text = await readFile(FLOW, 'utf8');
  await writeFile(file, text.replace('tier: staging', 'tier: stag'));
  const { code, stderr } = await runCli('document', file);
  expect(code).toBe(1);
  expect(stderr).toContain('spec.environments[1].tier');
});
