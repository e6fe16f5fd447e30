import { expect, test } from '@playwright/test';
import { githubApi } from '../support/githubApi';
import { LONG, type SixEnvironments } from '../support/SixEnvironments';
import { until } from '../support/until';

interface Walk {
  six: SixEnvironments;
  /** The commit that went to prod as a hotfix. */
  hotfix: string;
}

const HOTFIX_BRANCH = 'hotfix/wrong-total';
const OWN = ['uat', 'staging', 'prod'];

/** "GitHub environments to create": who may deploy there, and with which secrets. */
export function githubsOwnRules(walk: () => Walk): void {
  test('GitHub lets main and release branches alone deploy to prod; a hotfix came there by a run on main', async () => {
    const { six, hotfix } = walk();
    const github = await githubApi(six.portal.githubUrl, 'lars');
    const base = '/repos/acme/orders';
    const { branch_policies: policies } = await github(
      'GET',
      `${base}/environments/prod/deployment-branch-policies`,
    );
    expect(policies.map(({ name }: any) => name)).toEqual([
      ...['main', 'release/*'],
    ]);
    const runsOf = async () =>
      (
        await github(
          'GET',
          `${base}/actions/workflows/promote-release.yml/runs`,
        )
      ).workflow_runs.filter(({ display_title: title }: any) =>
        title.includes(`${hotfix} from staging to prod`),
      );
    const [ours, ...others] = await runsOf();
    expect(others).toEqual([]);
    expect([ours.head_branch, ours.conclusion]).toEqual(['main', 'success']);

    // Started by hand on the branch of the hotfix, past Release Flow.
    const { changes } = await six.service.site('prod');
    await github(
      ...([
        'POST',
        `${base}/actions/workflows/promote-release.yml/dispatches`,
      ] as const),
      {
        ref: HOTFIX_BRANCH,
        inputs: { release: hotfix, source: 'staging', target: 'prod' },
      },
    );
    const byHand = await until(
      'the run by hand is over',
      async () => {
        const run = (await runsOf()).find(({ id }: any) => id !== ours.id);
        return run?.status === 'completed' && run;
      },
      LONG,
    );
    expect([byHand.head_branch, byHand.conclusion]).toEqual([
      ...[HOTFIX_BRANCH, 'failure'],
    ]);
    const { check_runs: checks } = await github(
      'GET',
      `${base}/commits/${byHand.head_sha}/check-runs?check_name=Promote`,
    );
    expect(checks[0].output.summary).toBe(
      `Branch "${HOTFIX_BRANCH}" is not allowed to deploy to prod due to environment protection rules.`,
    );
    expect((await six.service.site('prod')).changes).toBe(changes);
  });

  test('uat, staging and prod have secrets of their own, and one that is missing is named with what sets it', async () => {
    const { six } = walk();
    const { control } = six.portal;
    const missing = async () =>
      (await six.doctor()).filter(({ code }) => code === 'secret-missing');
    expect(await missing()).toEqual([]);

    const secrets = (environmentSecrets: Record<string, string[]>) =>
      control.call('POST', '/settings/orders', { environmentSecrets });
    const key = ['PAYMENT_KEY'];
    // That of the approval's environment is not read by the job that deploys.
    await secrets({ staging: key, prod: key, 'promotion-approval-uat': key });
    expect(await missing()).toEqual([
      expect.objectContaining({
        environment: 'uat',
        severity: 'error',
        message:
          'The environment uat has no Actions secret PAYMENT_KEY of its own.',
        fix: 'gh secret set PAYMENT_KEY --env uat --repo acme/orders',
      }),
    ]);
    await secrets(Object.fromEntries(OWN.map(name => [name, key])));
    expect(await missing()).toEqual([]);
  });
}
