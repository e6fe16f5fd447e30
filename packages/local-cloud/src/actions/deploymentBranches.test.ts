import {
  control,
  eventually,
  octokitFor,
  type LocalOctokit,
} from '../__testUtils__/wire';
import { startLocalCloud, type LocalCloud } from '../index';

jest.setTimeout(60_000);

const ORDERS = { owner: 'acme', repo: 'orders' };
const HOTFIX = 'hotfix/wrong-total';

let cloud: LocalCloud;
let github: LocalOctokit;
let fix: string;

beforeAll(async () => {
  cloud = await startLocalCloud({ clockScale: 20 });
  github = octokitFor(cloud);
  const pushed = await control(cloud, 'POST', '/repos/orders/commits', {
    ...{ branch: HOTFIX, message: 'fix: sum discounts once' },
    files: { 'src/fix.js': '// once\n' },
  });
  fix = pushed.sha;
  await eventually(
    () => cloud.state.registry.orders.tags[`sha-${fix}`] || undefined,
  );
});

afterAll(() => cloud.close());

/** Promotes the hotfix into prod by a run on a ref; what the run's jobs came to. */
async function promotedOn(ref: string) {
  const { data } = await github.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...{ ...ORDERS, workflow_id: 'promote-release.yml', ref },
      inputs: { release: fix, source: 'staging', target: 'prod' },
      return_run_details: true,
    },
  );
  const { workflow_run_id: run_id } = data as { workflow_run_id: number };
  await eventually(async () => {
    const run = await github.rest.actions.getWorkflowRun({ ...ORDERS, run_id });
    return run.data.status === 'completed' || undefined;
  });
  const { jobs } = (
    await github.rest.actions.listJobsForWorkflowRun({ ...ORDERS, run_id })
  ).data;
  const checks = await github.rest.checks.listForRef({
    ...{ ...ORDERS, ref: jobs[0].head_sha, check_name: 'Promote' },
  });
  const check = checks.data.check_runs.find(({ id }) => id === jobs[1].id)!;
  return {
    jobs: jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`),
    why: check.output.summary,
  };
}

const refused = (what: string) => ({
  jobs: ['Validate the path: success', 'Promote: failure'],
  why: `${what} is not allowed to deploy to prod due to environment protection rules.`,
});
const passed = { jobs: ['Validate the path: success', 'Promote: success'] };
const policies = (fields: object) =>
  control(cloud, 'POST', '/settings/orders/environments/prod', fields);

it('lets a hotfix into prod by a run on main', async () => {
  expect(await promotedOn('main')).toMatchObject(passed);
});

it('lets a run on a release branch deploy, which a pattern names', async () => {
  expect(await promotedOn('release/v1.0.0')).toMatchObject(passed);
});

it('fails the job of a run on a branch that no pattern names', async () => {
  expect(await promotedOn(HOTFIX)).toEqual(refused(`Branch "${HOTFIX}"`));
});

it('takes a tag by patterns of tags alone', async () => {
  await control(cloud, 'POST', '/tags/orders/v1.0.1', { sha: fix });
  await policies({ branches: ['main', 'v*'] });
  expect(await promotedOn('v1.0.1')).toEqual(refused('Tag "v1.0.1"'));
  await policies({ tags: ['v*'] });
  expect(await promotedOn('v1.0.1')).toMatchObject(passed);
  const { data } = await github.rest.repos.listDeploymentBranchPolicies({
    ...{ ...ORDERS, environment_name: 'prod' },
  });
  expect(data.branch_policies).toMatchObject([
    { name: 'main', type: 'branch' },
    { name: 'v*', type: 'branch' },
    { name: 'v*', type: 'tag' },
  ]);
});

it('lets every ref deploy where nothing is said of them', async () => {
  await policies({ branches: [], tags: [] });
  expect(await promotedOn(HOTFIX)).toMatchObject(passed);
});
