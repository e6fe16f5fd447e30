import type { LocalOctokit } from './__testUtils__/wire';
import { control, eventually, octokitFor, signIn } from './__testUtils__/wire';
import type { LocalCloud } from './index';
import { startLocalCloud } from './index';

jest.setTimeout(60_000);

const BACKEND = { owner: 'acme', repo: 'qfa-backend' };
const REPORTS = { owner: 'acme', repo: 'qfa-reports' };

let cloud: LocalCloud;
let github: LocalOctokit;

beforeAll(async () => {
  cloud = await startLocalCloud({ clockScale: 20 });
  github = octokitFor(cloud);
});

afterAll(() => cloud.close());

/** Dispatches a workflow and waits until its run is `completed` or as asked. */
async function run(
  repo: typeof BACKEND,
  file: string,
  inputs: Record<string, string>,
  until = 'completed',
) {
  const started = await github.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...repo,
      workflow_id: file,
      ref: 'main',
      inputs,
      return_run_details: true,
    },
  );
  const { workflow_run_id } = started.data as { workflow_run_id: number };
  return eventually(async () => {
    const { data } = await github.rest.actions.getWorkflowRun({
      ...repo,
      run_id: workflow_run_id,
    });
    return data.status === until ? data : undefined;
  });
}

async function liveVersions(repo: string): Promise<string[]> {
  const { sites } = await control(cloud, 'GET', '/sites');
  return sites
    .filter((site: { name: string }) => site.name.startsWith(repo))
    .map((site: { liveVersion: string }) => site.liveVersion);
}

async function becomes(repo: string, versions: string[]): Promise<void> {
  await eventually(async () => {
    const live = await liveVersions(repo);
    return live.join() === versions.join() || undefined;
  });
}

async function changesOf(site: string): Promise<number> {
  const { sites } = await control(cloud, 'GET', '/sites');
  return sites.find((it: { name: string }) => it.name === site).changes;
}

describe('the sample release flow', () => {
  it('drafts a release with a digest and deploys it to dev', async () => {
    const { conclusion } = await run(BACKEND, 'release.yaml', {
      bump: 'minor',
    });
    expect(conclusion).toBe('success');
    const { data } = await github.rest.repos.listReleases(BACKEND);
    expect(data[0]).toMatchObject({ tag_name: 'v0.4.0', draft: true });
    expect(data[0].body).toMatch(/^Image digest: sha256:[0-9a-f]{64}$/m);
    await expect(
      github.rest.repos.getReleaseByTag({ ...BACKEND, tag: 'v0.4.0' }),
    ).rejects.toMatchObject({ status: 404 });
    await becomes('qfa-backend', ['v0.4.0', 'v0.3.7', 'v0.3.7']);
  });

  it('tags, deploys to staging and publishes the docs on publish', async () => {
    const { data } = await github.rest.repos.listReleases(BACKEND);
    await github.rest.repos.updateRelease({
      ...BACKEND,
      release_id: Number(data[0].id),
      draft: false,
    });
    await becomes('qfa-backend', ['v0.4.0', 'v0.4.0', 'v0.3.7']);
    const tag = await github.rest.git.getRef({
      ...BACKEND,
      ref: 'tags/v0.4.0',
    });
    expect(tag.data.object.sha).toBe(data[0].target_commitish);
    await eventually(async () => {
      const site = await fetch(`${cloud.urls.github}/pages/acme/qfa-backend/`);
      return (await site.text()).includes('v0.4.0') || undefined;
    });
    expect(await changesOf('qfa-backend-staging')).toBe(1);
  });

  it('promotes to prd and back', async () => {
    const inputs = { tag: 'v0.4.0', correlation_id: 'c-1' };
    const promoted = await run(BACKEND, 'promote-to-prd.yaml', inputs);
    expect(promoted.display_title).toBe('Promote v0.4.0 to prd c-1');
    await becomes('qfa-backend', ['v0.4.0', 'v0.4.0', 'v0.4.0']);
    await run(BACKEND, 'promote-to-prd.yaml', { tag: 'v0.3.7' });
    await becomes('qfa-backend', ['v0.4.0', 'v0.4.0', 'v0.3.7']);
    const { data } = await github.rest.repos.listDeployments({
      ...BACKEND,
      environment: 'prd',
    });
    const statuses = await github.rest.repos.listDeploymentStatuses({
      ...BACKEND,
      deployment_id: Number(data[0].id),
    });
    expect(statuses.data.map(status => status.state)).toEqual([
      'success',
      'in_progress',
    ]);
  });

  it('builds a branch into dev without a release', async () => {
    await run(BACKEND, 'build-from-commit.yaml', {
      ref: 'feat/some-experiment',
      deploy_to_dev: 'true',
    });
    const sha = cloud.state.repositories[0].git.branches[
      'feat/some-experiment'
    ].slice(0, 7);
    const image = `ephemeral-feat-some-experiment-${sha}`;
    await becomes('qfa-backend', [image, 'v0.4.0', 'v0.3.7']);
    const { data } = await github.rest.repos.listReleases(BACKEND);
    expect(data[0].tag_name).toBe('v0.4.0');
    await run(BACKEND, 'build-from-commit.yaml', { ref: 'main' });
    expect(await changesOf('qfa-backend-dev')).toBe(2);
  });

  it('refuses drafts, prereleases and unknown tags', async () => {
    const { conclusion, id } = await run(BACKEND, 'promote-to-prd.yaml', {
      tag: 'v9.9.9',
    });
    expect(conclusion).toBe('failure');
    const jobs = await github.rest.actions.listJobsForWorkflowRun({
      ...BACKEND,
      run_id: Number(id),
    });
    expect(jobs.data.jobs.map(job => [job.name, job.conclusion])).toEqual([
      ['Verify release', 'failure'],
      ['Deploy to prd', 'skipped'],
    ]);
  });

  it('makes no draft when CI is red', async () => {
    await control(cloud, 'POST', '/workflows/release.yaml', {
      nextConclusion: 'failure',
      job: 'ci',
    });
    const red = await run(BACKEND, 'release.yaml', { bump: 'patch' });
    expect(red.conclusion).toBe('failure');
    const { data } = await github.rest.repos.listReleases(BACKEND);
    expect(data.some(release => release.draft)).toBe(false);
    expect(data[0].tag_name).toBe('v0.4.0');
  });
});

describe('an environment with reviewers', () => {
  it('waits for one of them, who may not be the requester', async () => {
    const mona = octokitFor(cloud, await signIn(cloud, 'mona'));
    const ada = octokitFor(cloud, await signIn(cloud, 'ada'));
    const waiting = await run(
      REPORTS,
      'promote-to-prd.yaml',
      { tag: 'v0.3.6' },
      'waiting',
    );
    const run_id = Number(waiting.id);
    const pending = (client: LocalOctokit) =>
      client.rest.actions
        .getPendingDeploymentsForRun({ ...REPORTS, run_id })
        .then(({ data }) => data[0]);
    expect(await pending(mona)).toMatchObject({
      current_user_can_approve: true,
    });
    expect(await pending(ada)).toMatchObject({
      current_user_can_approve: false,
    });
    const { environment } = await pending(mona);
    const approve = (client: LocalOctokit) =>
      client.rest.actions.reviewPendingDeploymentsForRun({
        ...REPORTS,
        run_id,
        environment_ids: [Number(environment.id)],
        state: 'approved',
        comment: 'Looks right',
      });
    await expect(approve(ada)).rejects.toMatchObject({ status: 422 });
    await expect(approve(github)).rejects.toMatchObject({ status: 422 });
    expect(await liveVersions('qfa-reports')).toEqual(Array(3).fill('v0.3.7'));
    await approve(mona);
    await becomes('qfa-reports', ['v0.3.7', 'v0.3.7', 'v0.3.6']);
    const { data } = await github.rest.actions.getReviewsForRun({
      ...REPORTS,
      run_id,
    });
    expect(data).toMatchObject([
      { state: 'approved', comment: 'Looks right', user: { login: 'mona' } },
    ]);
  });

  it('ends the run when a reviewer rejects, and lets the next one in', async () => {
    const lars = octokitFor(cloud, await signIn(cloud, 'lars'));
    const dispatch = (tag: string) =>
      github.rest.actions.createWorkflowDispatch({
        ...REPORTS,
        workflow_id: 'promote-to-prd.yaml',
        ref: 'main',
        inputs: { tag },
      });
    const statusOf = (tag: string, status: string) =>
      eventually(async () => {
        const { data } = await github.rest.actions.listWorkflowRunsForRepo({
          ...REPORTS,
          event: 'workflow_dispatch',
        });
        const title = `Promote ${tag} to prd`;
        const found = data.workflow_runs.find(it => it.display_title === title);
        return found && [found.status, found.conclusion].includes(status)
          ? Number(found.id)
          : undefined;
      });
    await dispatch('v0.3.4');
    const first = await statusOf('v0.3.4', 'waiting');
    await dispatch('v0.3.5');
    const second = await statusOf('v0.3.5', 'pending');
    const pending = await lars.rest.actions.getPendingDeploymentsForRun({
      ...REPORTS,
      run_id: first,
    });
    await lars.rest.actions.reviewPendingDeploymentsForRun({
      ...REPORTS,
      run_id: first,
      environment_ids: [Number(pending.data[0].environment.id)],
      state: 'rejected',
      comment: 'Not today',
    });
    await statusOf('v0.3.4', 'failure');
    await statusOf('v0.3.5', 'waiting');
    await lars.rest.actions.cancelWorkflowRun({ ...REPORTS, run_id: second });
    await statusOf('v0.3.5', 'cancelled');
    expect(await liveVersions('qfa-reports')).toContain('v0.3.6');
  });

  it('does not let a lead approve a run of their own', async () => {
    const mona = octokitFor(cloud, await signIn(cloud, 'mona'));
    await mona.rest.actions.createWorkflowDispatch({
      ...REPORTS,
      workflow_id: 'promote-to-prd.yaml',
      ref: 'main',
      inputs: { tag: 'v0.3.5' },
    });
    const waiting = await eventually(async () => {
      const { data } = await mona.rest.actions.listWorkflowRunsForRepo({
        ...REPORTS,
        status: 'waiting',
      });
      return data.workflow_runs[0];
    });
    const { data } = await mona.rest.actions.getPendingDeploymentsForRun({
      ...REPORTS,
      run_id: Number(waiting.id),
    });
    expect(data[0].current_user_can_approve).toBe(false);
  });
});

describe('what a token may see', () => {
  it('hides drafts from readers, and everything without repo scope', async () => {
    await run(BACKEND, 'release.yaml', { bump: 'patch' });
    const tags = async (token: string) => {
      const client = octokitFor(cloud, token);
      const { data } = await client.rest.repos.listReleases(BACKEND);
      return data.map(release => release.tag_name);
    };
    expect(await tags(await signIn(cloud, 'ada'))).toContain('v0.4.1');
    expect(await tags(await signIn(cloud, 'vera'))).not.toContain('v0.4.1');
    await expect(
      tags(await signIn(cloud, 'ada', 'read:user')),
    ).rejects.toMatchObject({ status: 404 });
    await expect(tags('nonsense')).rejects.toMatchObject({ status: 401 });
  });
});
