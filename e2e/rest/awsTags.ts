import { expect, test } from '@playwright/test';
import type { Portal } from '../support/portal';
import { IN_STAGE, patiently, type Unifocus } from './unifocus';

type Walk = () => { portal: Portal; unifocus: Unifocus };

/** Tags of the form that the document calls release candidates. */
export function candidates(walk: Walk): void {
  test('a candidate that somebody tags goes to stage by itself, in order, and never to production', async () => {
    const { portal, unifocus } = walk();
    const themes = await unifocus.push({ message: 'feat: themes (#25)' });
    await unifocus.live('dev', { commit: themes });
    await unifocus.pushTag('v1.4.0-rc.9', themes);
    await unifocus.pushTag('v1.4.0-rc.10-stage', themes);
    const session = await portal.as('ada');
    const expected = await patiently('stage expects it', async () => {
      const { items } = await session.call(
        'GET',
        '/promotions?state=verifying',
      );
      return items.find(({ label }: any) => label === 'v1.4.0-rc.10');
    });
    expect(expected).toMatchObject({
      origin: 'external',
      environment: { id: 'stage' },
    });
    await unifocus.asksFor(expected.id, 'Validation in stage');
    await unifocus.tick(expected.id, IN_STAGE);
    await unifocus.live('stage', { label: 'v1.4.0-rc.10', commit: themes });

    const { items } = await unifocus.call('ada', 'GET', '/releases');
    expect(items.map((it: any) => it.version)).toEqual([
      ...['1.4.0-rc.10', '1.4.0-rc.9', '1.3.0'],
      ...['1.2.0', '1.1.1', '1.1.0', '1.0.0'],
    ]);
    expect(items[0].state).toBe('prerelease');
    const refused = await unifocus.send('ada', 'POST', '/promotions', {
      environment: 'prod',
      release: '1.4.0-rc.10',
      intent: 'promote',
    });
    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe('prerelease-not-accepted');

    await unifocus.pushTag('v1.4.0-stage', themes);
    await patiently('the version is known', () => unifocus.release('v1.4.0'));
    const { gates } = await unifocus.call('ada', 'POST', '/preflight', {
      environment: 'prod',
      release: '1.4.0',
    });
    expect(gates.find((it: any) => it.type === 'source')).toMatchObject({
      status: 'blocked',
      code: 'changelog-entry-missing',
      message: expect.stringContaining('CHANGELOG.md'),
    });
  });
}

/** A stage tag is made from main, or from a branch of an urgent fix. */
export function tagAstray(walk: Walk): void {
  test('a stage tag that somebody puts on a branch of their own is deployed, is named everywhere, and goes no further', async () => {
    const { portal, unifocus } = walk();
    const branch = 'feature/shortcuts';
    const astray = await unifocus.push({
      branch,
      message: 'feat: shortcuts (#31)',
    });
    await unifocus.github(
      'ben',
      'POST',
      '/actions/workflows/deploy-api-dev.yml/dispatches',
      { ref: branch },
    );
    await patiently('the branch is built', async () => {
      const path = '/actions/runs?status=completed';
      const { workflow_runs: runs } = await unifocus.github('ben', 'GET', path);
      return runs.find((run: any) => run.head_branch === branch);
    });
    await unifocus.pushTag('v1.5.0-stage', astray, 'ben');
    const session = await portal.as('ada');
    const expected = await patiently('stage expects it', async () => {
      const { items } = await session.call(
        'GET',
        '/promotions?state=verifying',
      );
      return items.find(({ label }: any) => label === 'v1.5.0');
    });
    await unifocus.asksFor(expected.id, 'Validation in stage');
    await unifocus.tick(expected.id, IN_STAGE);
    const stage = await unifocus.live('stage', {
      label: 'v1.5.0',
      commit: astray,
    });
    const problem = {
      code: 'not-on-branch',
      message: expect.stringMatching(
        /^v1\.5\.0 stands on \w{7}, which is on none of the branches .*: main, hotfix\/\.\+\. /,
      ),
    };
    expect(stage.problem).toEqual(problem);
    expect((await unifocus.release('v1.5.0')).problem).toEqual(problem);
    const { items } = await unifocus.call('ada', 'GET', '/history');
    const row = items.find(({ label }: any) => label === 'v1.5.0');
    expect(row.advice).toMatchObject({ verdict: 'blocked' });
    const auditor = await portal.as('raj');
    const audit = await auditor.call(
      'GET',
      '/audit?service=component:default/unifocus&limit=200',
    );
    expect(audit.items.map(({ type }: any) => type)).toContain(
      'release.not-on-branch',
    );
    await patiently('the team is told', async () =>
      (await unifocus.notified('ben')).includes(
        'v1.5.0 is live in Staging of Unifocus',
      ),
    );

    const wish = { environment: 'prod', release: '1.5.0', intent: 'promote' };
    const refused = await unifocus.send('ada', 'POST', '/promotions', wish);
    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe('not-on-branch');

    await unifocus.github('ada', 'POST', '/git/refs', {
      ref: 'refs/heads/hotfix/shortcuts',
      sha: astray,
    });
    await patiently('a branch of the flow has it', async () => {
      const { problem: left } = await unifocus.environment('stage');
      return left === null;
    });
    const seen = await unifocus.call('ada', 'POST', '/preflight', wish);
    expect(seen.refusals.map(({ code }: any) => code)).not.toContain(
      'not-on-branch',
    );
  });
}
