import type { LocalOctokit } from '../__testUtils__/wire';
import { control, eventually, octokitFor, signIn } from '../__testUtils__/wire';
import type { LocalCloud } from '../index';
import { startLocalCloud } from '../index';
import {
  documentedOperation,
  documentedOperations,
  problemsWith,
} from './githubDescription';

jest.setTimeout(60_000);

const REPO = { owner: 'acme', repo: 'qfa-backend' };
const REVIEWED = { owner: 'acme', repo: 'qfa-reports' };

/** It redirects, and what comes after is not the API. */
const NOT_CHECKED = ['get /repos/{owner}/{repo}/tarball/{ref}'];

let cloud: LocalCloud;
let github: LocalOctokit;
const called = new Set<string>();
const problems: string[] = [];

/** Checks every answer that passes through against the description. */
function checked(client: LocalOctokit): LocalOctokit {
  client.hook.after('request', (response, options) => {
    const path = new URL(response.url).pathname.replace('/api/v3', '');
    const operation = documentedOperation(options.method, path);
    if (!operation) {
      problems.push(`${options.method} ${path} is not documented`);
      return;
    }
    called.add(operation.name);
    const status = String(response.status);
    if (!(status in operation.responses)) {
      problems.push(`${operation.name} does not answer ${status}`);
      return;
    }
    const isObject = String(options.headers.accept).includes('.object');
    const schema =
      (isObject && operation.objectResponse) || operation.responses[status];
    if (!schema) return;
    for (const problem of problemsWith(schema, response.data)) {
      problems.push(`${operation.name} ${status}: ${problem}`);
    }
  });
  return client;
}

beforeAll(async () => {
  cloud = await startLocalCloud();
  github = checked(octokitFor(cloud));
});

afterAll(() => cloud.close());

async function callReads() {
  const { rest } = github;
  await rest.meta.get();
  await rest.rateLimit.get();
  await rest.users.getByUsername({ username: 'ada' });
  await rest.users.getAuthenticated();
  await rest.users.listEmailsForAuthenticatedUser();
  await rest.orgs.listForAuthenticatedUser();
  await rest.repos.listForOrg({ org: 'acme' });
  await rest.repos.get(REPO);
  const releases = await rest.repos.listReleases(REPO);
  await rest.repos.getLatestRelease(REPO);
  await rest.repos.getReleaseByTag({ ...REPO, tag: 'v0.3.6' });
  const { id } = releases.data[0];
  await rest.repos.getRelease({ ...REPO, release_id: id });
  await rest.repos.listTags(REPO);
  await rest.repos.listBranches(REPO);
  await rest.repos.getBranch({ ...REPO, branch: 'feat/some-experiment' });
  await rest.repos.listCommits({ ...REPO, sha: 'main', path: 'infra' });
  await rest.repos.getCommit({ ...REPO, ref: 'v0.3.7' });
  await rest.repos.compareCommitsWithBasehead({
    ...REPO,
    basehead: 'main...feat/some-experiment',
  });
  await readChecks();
  await rest.repos.getContent({ ...REPO, path: 'docs/index.rst' });
  await rest.repos.getContent({ ...REPO, path: 'infra' });
  for (const path of ['CHANGELOG.md', 'infra']) {
    const headers = { accept: 'application/vnd.github.object+json' };
    await rest.repos.getContent({ ...REPO, path, ref: 'v0.3.6', headers });
  }
  await rest.repos.getReadme(REPO);
  await rest.repos.getAllEnvironments(REVIEWED);
  await rest.repos.getEnvironment({ ...REVIEWED, environment_name: 'prd' });
  await rest.repos.getPages(REPO);
}

/** As people set the repository up. */
async function readSettings() {
  const { rest } = github;
  const prd = { ...REPO, environment_name: 'prd' };
  const main = { ...REPO, branch: 'main' };
  const rule = {
    reviews: 2,
    checks: ['Test'],
    by: 'ruleset',
    pattern: 'release/*',
  };
  await control(cloud, 'PUT', '/settings/qfa-backend/rules', {
    rules: [{ ...rule, by: 'protection', pattern: 'main' }, rule],
  });
  await control(cloud, 'POST', '/settings/qfa-backend/environments/prd', {
    branches: ['main', 'release/*'],
    waitMinutes: 15,
  });
  await control(cloud, 'POST', '/settings/qfa-backend', {
    secrets: ['AZURE_CREDENTIALS'],
    environmentSecrets: { prd: ['SMOKE_KEY'] },
  });
  const protection = await rest.repos.getBranchProtection(main);
  expect(protection.data.required_pull_request_reviews).toMatchObject({
    required_approving_review_count: 2,
  });
  const rules = await rest.repos.getBranchRules({
    ...REPO,
    branch: 'release/v1.2.3',
  });
  expect(rules.data.map(({ type }) => type)).toEqual([
    'pull_request',
    'required_status_checks',
    'non_fast_forward',
  ]);
  const policies = await rest.repos.listDeploymentBranchPolicies(prd);
  expect(policies.data.total_count).toBe(2);
  await rest.repos.getEnvironment(prd);
  await rest.actions.listRepoVariables(REPO);
  await rest.actions.listRepoSecrets(REPO);
  await rest.actions.listRepoOrganizationVariables(REPO);
  await rest.actions.listRepoOrganizationSecrets(REPO);
  await rest.actions.listEnvironmentVariables(prd);
  const secrets = await rest.actions.listEnvironmentSecrets(prd);
  expect(secrets.data.secrets).toMatchObject([{ name: 'SMOKE_KEY' }]);
  const vera = { ...REPO, username: 'vera' };
  const { data } = await rest.repos.getCollaboratorPermissionLevel(vera);
  expect(data.permission).toBe('read');
}

/** Made by runs, and set from outside. */
async function readChecks() {
  const { rest } = github;
  const main = { ...REPO, ref: 'main' };
  const report = (check: object) =>
    control(cloud, 'POST', `/checks/${REPO.repo}/main`, check);
  await report({ name: 'scan', conclusion: 'neutral' });
  await report({ name: 'load', status: 'in_progress' });
  const checks = await rest.checks.listForRef(main);
  expect(checks.data.check_runs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Lint', 'Test', 'scan', 'load']),
  );
  for (const conclusion of ['success', 'error', null]) {
    await report({ kind: 'status', name: 'ci/scan', conclusion });
    const { data } = await rest.repos.getCombinedStatusForRef(main);
    const state = conclusion ?? 'pending';
    expect(data.statuses).toMatchObject([{ context: 'ci/scan', state }]);
    expect(data.state).toBe(state === 'error' ? 'failure' : state);
  }
}

async function callGit() {
  const { rest } = github;
  const { data: ref } = await rest.git.getRef({ ...REPO, ref: 'tags/v0.3.4' });
  const sha = ref.object.sha;
  await rest.git.getTag({ ...REPO, tag_sha: sha });
  await rest.git.listMatchingRefs({ ...REPO, ref: 'tags/v0.3' });
  const main = await rest.git.getRef({ ...REPO, ref: 'heads/main' });
  const tip = main.data.object.sha;
  const tree = await rest.git.getTree({
    ...REPO,
    tree_sha: tip,
    recursive: 'true',
  });
  const blob = tree.data.tree.find(entry => entry.type === 'blob')!;
  await rest.git.getBlob({ ...REPO, file_sha: blob.sha! });
  const made = await rest.git.createTag({
    ...REPO,
    tag: 'tried',
    message: 'Tried',
    object: tip,
    type: 'commit',
  });
  await rest.repos.createOrUpdateFileContents({
    ...REPO,
    path: 'TRIED.md',
    message: 'docs: try',
    content: Buffer.from('Tried').toString('base64'),
    branch: 'main',
  });
  const name = 'tags/tried';
  await rest.git.createRef({
    ...REPO,
    ref: `refs/${name}`,
    sha: made.data.sha,
  });
  await rest.git.updateRef({ ...REPO, ref: name, sha: tip, force: true });
  await rest.git.deleteRef({ ...REPO, ref: name });
}

async function callPulls() {
  const { rest } = github;
  const main = await rest.git.getRef({ ...REPO, ref: 'heads/main' });
  const tip = main.data.object.sha;
  const { data: newest } = await rest.git.getCommit({
    ...REPO,
    commit_sha: tip,
  });
  for (const branch of ['into', 'from']) {
    const ref = `refs/heads/${branch}`;
    await rest.git.createRef({ ...REPO, ref, sha: newest.parents[0].sha });
  }
  const { data: made } = await rest.git.createCommit({
    ...REPO,
    message: 'Again',
    tree: newest.tree.sha,
    parents: [newest.parents[0].sha],
    author: newest.author,
  });
  await rest.git.updateRef({ ...REPO, ref: 'heads/from', sha: made.sha });
  const opened = await rest.pulls.create({
    ...REPO,
    title: 'Bring it',
    head: 'from',
    base: 'into',
  });
  const pull = { ...REPO, pull_number: opened.data.number };
  await rest.pulls.get(pull);
  await rest.pulls.list({ ...REPO, state: 'all', head: 'acme:from' });
  const lead = checked(octokitFor(cloud, await signIn(cloud, 'mona')));
  await lead.rest.pulls.createReview({ ...pull, event: 'APPROVE' });
  await rest.pulls.listReviews(pull);
  await rest.pulls.merge({ ...pull, sha: made.sha, merge_method: 'merge' });
  await rest.pulls.update({ ...pull, state: 'closed' });
  const merge = { ...REPO, base: 'into', head: tip };
  expect((await rest.repos.merge(merge)).status).toBe(201);
  expect((await rest.repos.merge(merge)).status).toBe(204);
}

async function callReleases() {
  const { rest } = github;
  const notes = await rest.repos.generateReleaseNotes({
    ...REPO,
    tag_name: 'v9.0.0',
  });
  const draft = await rest.repos.createRelease({
    ...REPO,
    tag_name: 'v9.0.0',
    target_commitish: 'main',
    body: notes.data.body,
    draft: true,
  });
  const release = { ...REPO, release_id: Number(draft.data.id) };
  await rest.repos.updateRelease({ ...release, draft: false });
  await rest.repos.deleteRelease(release);
}

async function callActions() {
  const { rest } = github;
  const workflow = { ...REPO, workflow_id: 'smoke.yaml' };
  await rest.actions.listRepoWorkflows(REPO);
  await rest.actions.getWorkflow(workflow);
  const inputs = { environment: 'staging', tag: 'v0.3.7' };
  await rest.actions.createWorkflowDispatch({
    ...workflow,
    ref: 'main',
    inputs,
  });
  await github.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    { ...workflow, ref: 'main', inputs, return_run_details: true },
  );
  await rest.actions.listWorkflowRuns({ ...workflow, branch: 'main' });
  const runs = await rest.actions.listWorkflowRunsForRepo(REPO);
  const run = { ...REPO, run_id: Number(runs.data.workflow_runs[0].id) };
  await rest.actions.getWorkflowRun(run);
  const jobs = await rest.actions.listJobsForWorkflowRun(run);
  await rest.actions.getJobForWorkflowRun({
    ...REPO,
    job_id: Number(jobs.data.jobs[0].id),
  });
  await rest.actions.cancelWorkflowRun(run);
  await eventually(async () => {
    const { data } = await rest.actions.getWorkflowRun(run);
    return data.status === 'completed' || undefined;
  });
  await rest.actions.reRunWorkflow(run);
}

async function callReview() {
  const { rest } = github;
  await rest.actions.createWorkflowDispatch({
    ...REVIEWED,
    workflow_id: 'promote-to-prd.yaml',
    ref: 'main',
    inputs: { tag: 'v0.3.7' },
  });
  const [waiting] = await eventually(async () => {
    const { data } = await rest.actions.listWorkflowRunsForRepo({
      ...REVIEWED,
      status: 'waiting',
    });
    return data.total_count > 0 ? data.workflow_runs : undefined;
  });
  const run = { ...REVIEWED, run_id: Number(waiting.id) };
  const lead = checked(octokitFor(cloud, await signIn(cloud, 'mona')));
  const pending = await lead.rest.actions.getPendingDeploymentsForRun(run);
  await lead.rest.actions.reviewPendingDeploymentsForRun({
    ...run,
    environment_ids: [Number(pending.data[0].environment.id)],
    state: 'approved',
    comment: 'Seen in staging',
  });
  await rest.actions.getReviewsForRun(run);
}

async function callDeployments() {
  const { rest } = github;
  const made = await rest.repos.createDeployment({
    ...REPO,
    ref: 'v0.3.7',
    environment: 'dev',
    auto_merge: false,
    required_contexts: [],
    payload: { digest: 'sha256:0' },
  });
  const deployment = {
    ...REPO,
    deployment_id: (made.data as { id: number }).id,
  };
  await rest.repos.getDeployment(deployment);
  await rest.repos.createDeploymentStatus({ ...deployment, state: 'success' });
  await rest.repos.createDeploymentStatus({ ...deployment, state: 'inactive' });
  await rest.repos.listDeploymentStatuses(deployment);
  await rest.repos.listDeployments({ ...REPO, environment: 'dev' });
  await rest.repos.deleteDeployment(deployment);
}

async function callHooks() {
  const { rest } = github;
  const made = await rest.repos.createWebhook({
    ...REPO,
    config: { url: 'http://localhost:9/nobody', content_type: 'json' },
    events: ['create'],
  });
  await rest.repos.listWebhooks(REPO);
  const hook = { ...REPO, hook_id: made.data.id };
  const sha = (await rest.git.getRef({ ...REPO, ref: 'heads/main' })).data
    .object.sha;
  await rest.git.createRef({ ...REPO, ref: 'refs/heads/tried', sha });
  const [delivery] = await eventually(async () => {
    const { data } = await rest.repos.listWebhookDeliveries(hook);
    return data.length > 0 ? data : undefined;
  });
  await rest.repos.redeliverWebhookDelivery({
    ...hook,
    delivery_id: Number(delivery.id),
  });
  await rest.repos.deleteWebhook(hook);
}

describe('the local GitHub', () => {
  it('answers every operation as GitHub documents it', async () => {
    await callReads();
    await readSettings();
    await callGit();
    await callPulls();
    await callReleases();
    await callActions();
    await callReview();
    await callDeployments();
    await callHooks();
    expect([...new Set(problems)]).toEqual([]);
    const missed = documentedOperations().filter(it => !called.has(it));
    expect(missed.sort()).toEqual(NOT_CHECKED);
  });

  it('finds a wrong answer', () => {
    const operation = documentedOperation(
      'GET',
      '/repos/acme/qfa-backend/releases/latest',
    )!;
    expect(operation.id).toBe('repos/get-latest-release');
    expect(problemsWith(operation.responses['200']!, { id: 'x' })).toContain(
      '/id must be integer',
    );
  });

  it('was asked only what is documented', async () => {
    const response = await fetch(`${cloud.urls.control}/conformance`);
    const { violations } = (await response.json()) as { violations: unknown };
    expect(violations).toEqual([]);
  });
});
