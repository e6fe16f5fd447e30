import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { control, eventually, octokitFor } from '../__testUtils__/wire';
import { interpolate } from '../actions/expressions';
import { RENDER_KEY, startLocalCloud, type LocalCloud } from '../index';

jest.setTimeout(120_000);

/** The sample's own script, run by its own workflow step, against the local Render. */
const WORKFLOW = '.github/workflows/switch-traffic.yaml';
const SCRIPT = 'scripts/move-domains';
const WEB = 'clarity.render.localhost';
const API = 'clarity-api.render.localhost';

let cloud: LocalCloud;
let folder: string;
/** Looks twice, and does not pause between. */
const SHORT = { MOVE_TRIES: '2', MOVE_PAUSE: '0' };

const repository = () =>
  cloud.state.repositories.find(({ name }) => name === 'clarity')!;
const fileOf = (file: string) => {
  const { git } = repository();
  return git.blobs[git.commits[git.branches.main].tree[file]];
};
const service = (name: string) =>
  cloud.state.render.find(it => it.name === `clarity-${name}`)!;
const whereDomainsAre = () =>
  Object.fromEntries(
    cloud.state.render.flatMap(({ name, domains }) =>
      domains.map(domain => [domain, name]),
    ),
  );
const AT_PROD = {
  [WEB]: 'clarity-frontend-prod',
  [API]: 'clarity-backend-prod',
};
const AT_PARALLEL = {
  [WEB]: 'clarity-frontend-parallel',
  [API]: 'clarity-backend-parallel',
};

beforeAll(async () => {
  cloud = await startLocalCloud({ clockScale: 20 });
});

afterAll(() => cloud.close());

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'move-domains-'));
  await control(cloud, 'POST', '/reset');
  // What users have is not what runs in the parallel services.
  const { main } = repository().git.branches;
  for (const part of ['frontend-parallel', 'backend-parallel']) {
    service(part).deploys.find(it => it.status === 'live')!.commit = main;
  }
  await fs.writeFile(path.join(folder, 'ca.pem'), cloud.ca);
  // Every host is the local Render, whatever this machine makes of its name.
  await fs.writeFile(
    path.join(folder, '.curlrc'),
    [
      `connect-to = "::127.0.0.1:${cloud.urls.renderPort}"`,
      `cacert = "${path.join(folder, 'ca.pem')}"`,
      'noproxy = "*"',
    ].join('\n'),
  );
  await fs.mkdir(path.join(folder, 'scripts'));
  await fs.writeFile(path.join(folder, SCRIPT), fileOf(SCRIPT), {
    mode: 0o755,
  });
});

afterEach(() => fs.rm(folder, { recursive: true }));

function sh(
  command: string,
  env: Record<string, string>,
): Promise<{ code: number; said: string }> {
  const node = path.dirname(process.execPath);
  return new Promise(done => {
    execFile(
      'sh',
      ['-e', '-c', command],
      {
        cwd: folder,
        env: {
          ...{ PATH: `${node}:${process.env.PATH}`, CURL_HOME: folder },
          RENDER_API_URL: 'https://localhost',
          ...env,
        },
      },
      (error, stdout, stderr) =>
        done({
          code: error ? Number(error.code) : 0,
          said: (stdout + stderr).trim(),
        }),
    );
  });
}

/** What a runner of GitHub does for the job of the workflow. */
function switchTo(to: 'parallel' | 'prod', more: Record<string, string> = {}) {
  const { steps } = parse(fileOf(WORKFLOW)).jobs.move;
  const step = steps.at(-1);
  const context = {
    inputs: { to },
    vars: repository().settings.variables,
    secrets: { RENDER_DOMAIN_KEY: RENDER_KEY },
  };
  const env = Object.entries<string>(step.env).map(([name, value]) => [
    name,
    interpolate(value, context),
  ]);
  return sh(step.run, { ...SHORT, ...Object.fromEntries(env), ...more });
}

it('moves both domains to the parallel services, and back', async () => {
  expect(whereDomainsAre()).toEqual(AT_PROD);
  expect(await switchTo('parallel')).toEqual({ code: 0, said: '' });
  expect(whereDomainsAre()).toEqual(AT_PARALLEL);
  expect(await switchTo('prod')).toEqual({ code: 0, said: '' });
  expect(whereDomainsAre()).toEqual(AT_PROD);
  const { violations } = await control(cloud, 'GET', '/render/conformance');
  expect(violations).toEqual([]);
});

it('moves nothing when one of the services does not serve', async () => {
  await control(cloud, 'POST', '/render/clarity-backend-parallel', {
    healthy: false,
  });
  expect(await switchTo('parallel')).toEqual({
    code: 1,
    said: '::error::clarity-backend-parallel.render.localhost does not serve; no domain was moved',
  });
  expect(whereDomainsAre()).toEqual(AT_PROD);
});

it('fails when a domain does not answer from there, and goes on when run again', async () => {
  const screw = '/render/clarity-frontend-parallel';
  await control(cloud, 'POST', screw, { failDomains: true });
  expect(await switchTo('parallel')).toEqual({
    code: 1,
    said: `::error::${WEB} does not answer from clarity-frontend-parallel.render.localhost`,
  });
  expect(whereDomainsAre()).toEqual({ ...AT_PROD, [WEB]: AT_PARALLEL[WEB] });
  await control(cloud, 'POST', screw, { failDomains: false });
  expect(await switchTo('parallel')).toEqual({ code: 0, said: '' });
  expect(whereDomainsAre()).toEqual(AT_PARALLEL);
});

it('does not take two hosts that are gone for one that answers', async () => {
  const [move] = repository().settings.variables.MOVES_TO_PARALLEL.split(' ');
  // It serves when it is looked at first, and never again.
  const curl = [
    '#!/bin/sh',
    'case "$*" in *version.json*) [ ! -e seen ] || exit 22; touch seen ;; esac',
    'PATH=${PATH#*:} exec curl "$@"',
  ].join('\n');
  await fs.mkdir(path.join(folder, 'bin'));
  await fs.writeFile(path.join(folder, 'bin/curl'), curl, { mode: 0o755 });
  const node = path.dirname(process.execPath);
  const { code, said } = await sh(`${SCRIPT} ${move}`, {
    ...{ ...SHORT, RENDER_API_KEY: RENDER_KEY },
    PATH: `${path.join(folder, 'bin')}:${node}:${process.env.PATH}`,
  });
  expect([code, said]).toEqual([
    1,
    `::error::${WEB} does not answer from clarity-frontend-parallel.render.localhost`,
  ]);
});

it('puts a domain back that the other service does not get', async () => {
  const { code, said } = await sh(
    `${SCRIPT} ${WEB},srv-clarity-frontend-prod,srv-gone,clarity-frontend-parallel.render.localhost,/version.json`,
    { ...SHORT, RENDER_API_KEY: RENDER_KEY },
  );
  expect(code).toBe(1);
  expect(said).toContain(
    `::error::Render did not give ${WEB} to srv-gone; it is back at srv-clarity-frontend-prod`,
  );
  expect(whereDomainsAre()).toEqual(AT_PROD);
});

it('moves nothing with a key that Render does not take', async () => {
  const { code, said } = await switchTo('parallel', { RENDER_API_KEY: 'no' });
  expect(code).not.toBe(0);
  expect(said).toContain('401');
  expect(whereDomainsAre()).toEqual(AT_PROD);
});

it.each(['parallel', 'prod'] as const)(
  'leaves the domains as the run that is played for the workflow does: %s',
  async to => {
    if (to === 'prod') await switchTo('parallel');
    const before = whereDomainsAre();
    await switchTo(to);
    const byScript = whereDomainsAre();
    await switchTo(to === 'prod' ? 'parallel' : 'prod');
    expect(whereDomainsAre()).toEqual(before);
    const { data } = await octokitFor(cloud).request(
      'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      {
        ...{ owner: 'acme', repo: 'clarity', ref: 'main', inputs: { to } },
        ...{ workflow_id: 'switch-traffic.yaml', return_run_details: true },
      },
    );
    const { workflow_run_id: id } = data as { workflow_run_id: number };
    const run = await eventually(() =>
      repository().runs.find(it => it.id === id && it.status === 'completed'),
    );
    expect(run.conclusion).toBe('success');
    expect(whereDomainsAre()).toEqual(byScript);
  },
);
