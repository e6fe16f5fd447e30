import { expect, test } from '@playwright/test';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** What the doctor sees of repositories and sites that are well, and of those that somebody mis-set. */
test.describe.configure({ mode: 'serial', timeout: 300_000 });

interface Look {
  lookedAt: string | null;
  isLooking: boolean;
  findings: Array<{
    code: string;
    severity: string;
    subject: string;
    environment?: string;
    fix: string;
  }>;
  looked: string[];
  unread: Array<{ what: string; why: string }>;
}

/** A look asks for some forty things, one after the other. */
const LOOK_WITHIN = 120_000;

let portal: Portal;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'doctor' });
});

test.afterAll(() => portal?.stop());

/** Asks for a look, as soon as one may be asked for again, and waits until it is done. */
async function look(service: Service): Promise<Look> {
  await until(
    `${service.name} may be looked at`,
    async () => {
      const { status } = await service.send('ben', 'POST', '/doctor', {});
      return status === 202;
    },
    LOOK_WITHIN,
  );
  return until(
    `${service.name} was looked at`,
    async () => {
      const doctor: Look = await service.call('ben', 'GET', '/doctor');
      return !doctor.isLooking && doctor.lookedAt && doctor;
    },
    LOOK_WITHIN,
  );
}

const codesOf = ({ findings }: Look, severity: string) =>
  findings.filter(it => it.severity === severity).map(({ code }) => code);
const set = (path: string, body?: unknown, method = 'POST') =>
  portal.control.call(method, path, body);
const commit = (repo: string, files: Record<string, string | null>) =>
  set(`/repos/${repo}/commits`, { message: 'ci: try something', files });

/** Everything that its flow declares is so. */
async function isAsDeclared(name: string): Promise<Look> {
  const service = new Service(portal, name);
  await until(`${name} is bound`, async () => {
    const { status } = await service.send('ben', 'GET', '/runtime');
    return status === 200;
  });
  const seen = await look(service);
  expect(codesOf(seen, 'error')).toEqual([]);
  expect(seen.unread).toEqual([]);
  expect(seen.looked).toEqual(
    expect.arrayContaining([
      'Environments in GitHub',
      'Workflow files',
      'Rules of branch main',
      'Webhooks',
      'Read right of those who decide',
    ]),
  );
  return seen;
}

for (const name of ['qfa-backend', 'qfa-reports', 'qfa-moderation']) {
  test(`${name} is as its flow declares it`, async () => {
    const { looked } = await isAsDeclared(name);
    expect(looked).toContain('Variables and secrets of prd');
    expect(looked).toContain(`Target ${name}-prd`);
  });
}

for (const name of ['clarity', 'orders', 'unifocus']) {
  test(`${name}, of another flow, is as that declares it`, async () => {
    const { findings } = await isAsDeclared(name);
    // Nobody went back yet, anywhere.
    expect(findings.map(({ code }) => code)).toEqual([
      'rollback-not-exercised',
    ]);
  });
}

test('a Dockerfile that Render builds has to name a user who is not root', async () => {
  const clarity = new Service(portal, 'clarity');
  const path = 'backend/Dockerfile';
  const { files } = await set('/repos/clarity/files', undefined, 'GET');
  await commit('clarity', { [path]: files[path].replace('USER clarity', '') });
  const { findings, looked } = await look(clarity);
  expect(looked).toContain(path);
  expect(findings).toContainEqual(
    expect.objectContaining({
      ...{ code: 'image-runs-as-root', subject: 'image of backend' },
      message: expect.stringContaining(`${path} names no user`),
    }),
  );
});

test('what is mis-set in a repository is named, each with what mends it', async () => {
  const repo = 'qfa-backend';
  const service = new Service(portal, repo);
  await set(`/settings/${repo}/rules`, { rules: [] }, 'PUT');
  await set(`/settings/${repo}/environments/staging`, undefined, 'DELETE');
  await set(`/settings/${repo}`, {
    pages: 'legacy',
    variables: {},
    secrets: ['AZURE_CREDENTIALS'],
  });
  await set(`/settings/${repo}/workflows/smoke.yaml`, { disabled: true });
  await set(`/settings/${repo}/hooks`, { events: ['push'] });
  await set(`/sites/${repo}-prd`, {
    healthy: false,
    clientId: '00000000-0000-0000-0000-0000000000f9',
  });
  const { files } = await set(`/repos/${repo}/files`, undefined, 'GET');
  const file = (name: string): string => files[`.github/workflows/${name}`];
  const put = (name: string, text: string) => ({
    [`.github/workflows/${name}`]: text,
  });
  await commit(repo, {
    ...put(
      'promote-to-dev.yaml',
      file('promote-to-dev.yaml')
        .replace('    environment: dev\n', '')
        .replace(/run-name:.*/, 'run-name: Promote'),
    ),
    ...put(
      'promote-to-staging.yaml',
      file('promote-to-staging.yaml').replace('      tag:', '      version:'),
    ),
    ...put(
      'auto-staging-on-publish.yaml',
      file('auto-staging-on-publish.yaml').replace('published', 'edited'),
    ),
    ...put(
      'terraform.yaml',
      file('terraform.yaml').replace("if: inputs.command == 'apply'", ''),
    ),
    ...put(
      'release.yaml',
      file('release.yaml').replace('  id-token: write\n', ''),
    ),
    ...put(
      'quick.yaml',
      'on: workflow_dispatch\njobs:\n  go:\n    runs-on: ubuntu-latest\n    environment: prd\n    steps: [{ run: az webapp deploy --name x }]\n',
    ),
  });
  const seen = await look(service);
  expect(codesOf(seen, 'error')).toEqual(
    expect.arrayContaining([
      'branch-unprotected',
      'github-environment-missing',
      'variable-missing',
      'pages-not-from-actions',
      'workflow-disabled',
      'workflow-run-name',
      'workflow-input-unknown',
      'workflow-input-required',
      'workflow-trigger-missing',
      'deploy-without-environment',
      'apply-on-push',
      'oidc-permission',
      'identity-stale',
      'health-not-answering',
    ]),
  );
  expect(codesOf(seen, 'warning')).toEqual(
    expect.arrayContaining(['webhook-events', 'stored-cloud-key', 'side-door']),
  );
  const fixes = seen.findings.map(({ fix }) => fix);
  expect(fixes).toContain(`gh workflow enable smoke.yaml --repo acme/${repo}`);
  expect(fixes).toContain(
    `gh api -X PUT repos/acme/${repo}/environments/staging`,
  );
});

test('what is missing has a name, and what can not be seen has a reason', async () => {
  const repo = 'qfa-moderation';
  const service = new Service(portal, repo);
  await set(`/settings/${repo}/hooks`, { removed: true });
  await set(`/sites/${repo}-staging`, undefined, 'DELETE');
  await commit(repo, { '.github/workflows/release.yaml': null });
  await set(`/settings/${repo}/access/release-flow-bot`, {
    permission: 'write',
  });
  const seen = await look(service);
  expect(codesOf(seen, 'error')).toEqual(
    expect.arrayContaining(['workflow-missing', 'target-missing']),
  );
  expect(codesOf(seen, 'warning')).toContain('webhook-missing');
  expect(seen.unread.map(({ what }) => what)).toEqual(['Rules of branch main']);
});

test('reviewers of production are those that the flow declares', async () => {
  const repo = 'qfa-reports';
  const prd = `/settings/${repo}/environments/prd`;
  await set(prd, { reviewers: ['mona', 'vera'] });
  await set(`/settings/${repo}/access/mona`, { permission: null });
  const seen = await look(new Service(portal, repo));
  expect(seen.findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining([
      'github-reviewers-few',
      'github-reviewers-extra',
      'reviewer-cannot-read',
    ]),
  );
});

test('a pattern that tags need, and that was set for branches, is named with what mends it', async () => {
  await set('/settings/clarity/environments/production', {
    branches: ['v*'],
    tags: [],
  });
  const { findings } = await look(new Service(portal, 'clarity'));
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: 'github-branches-differ',
      subject: 'environment production',
      fix: 'Settings → Environments → production → Deployment branches and tags: add v* with the ref type Tag',
    }),
  );
});

test('the flow tells how many of its services have which findings', async () => {
  const session = await portal.as('ben');
  const path = '/flows/default/azure-three-stage/doctor';
  const flow = await session.call('GET', path);
  expect(flow.services).toMatchObject({ total: 2, well: 0 });
  expect(flow.services.findings).toContainEqual({
    code: 'branch-unprotected',
    severity: 'error',
    count: 1,
    services: [{ ref: 'component:default/qfa-backend', title: 'QFA backend' }],
  });
});

test('a look can be asked for only every so often', async () => {
  const service = new Service(portal, 'qfa-reports');
  await look(service);
  const { status, body } = await service.send('ben', 'POST', '/doctor', {});
  expect(status).toBe(409);
  expect(JSON.stringify(body)).toContain('looked-just-now');
});

test('what was asked of GitHub is documented', async () => {
  const { violations } = await portal.control.call('GET', '/conformance');
  expect(violations).toEqual([]);
});
