import { expect, test } from '@playwright/test';
import { LONG, type SixEnvironments } from '../support/SixEnvironments';

interface Walk {
  six: SixEnvironments;
  version: string;
  commits: { hotfix: string };
}

const PROMOTE = '.github/workflows/promote-release.yml';

/** What is not there, or says no, is named, and nothing passes by it. */
export function missingThings(walk: () => Walk): void {
  test('a release, environment, checklist or item that is not there is refused by its name', async () => {
    const { six, version } = walk();
    const gone = await six.ask('ada', {
      ...{ environment: 'future', release: 'v9.9.9', from: 'source' },
    });
    expect([gone.status, gone.body.error.code]).toEqual([
      ...[404, 'unknown-release'],
    ]);
    expect(gone.body.error.message).toContain("'v9.9.9'");
    const nowhere = await six.ask('ada', {
      ...{ environment: 'qa', release: version },
    });
    expect(nowhere.status).toBe(400);
    expect(nowhere.body.error).toMatchObject({
      field: 'environment',
      message: expect.stringContaining('dev-int, future, active, uat'),
    });
    const id = await six.promote('lars', {
      ...{ environment: 'prod', release: version, from: 'staging' },
    });
    const lars = await six.portal.as('lars');
    const path = `/release-flow/promotions/${id}/checklist`;
    const tick = { item: 'notes', state: 'done' };
    for (const [field, wrong] of [
      ['checklist', { ...tick, checklist: 'go-live' }],
      ['item', { ...tick, checklist: 'compliance', item: 'party' }],
    ] as const) {
      const { status, body } = await lars.send('POST', path, wrong);
      expect([status, body.error.field]).toEqual([400, field]);
    }
    await lars.call('POST', `/promotions/${id}/cancel`, {});
    await six.service.reaches(id, 'cancelled');
  });

  test('a smoke test that fails after the promotion fails it', async () => {
    const { six, version } = walk();
    await six.portal.control.call('POST', '/workflows/smoke.yml', {
      ...{ repo: 'orders', nextConclusion: 'failure', job: 'Smoke test' },
    });
    const id = await six.promote('ben', {
      ...{ environment: 'uat', release: version, from: 'active' },
    });
    await six.waits(id, 'approval-needed');
    await six.approves('mona', id);
    const failed = await six.service.reaches(id, 'failed', LONG);
    expect(failed.message).toContain('Smoke test');
    const { recorded } = await six.service.environment('uat');
    expect(recorded.label).not.toBe(version);
  });

  test('a site, a workflow file and rules of branches that are gone are findings, and nothing is promoted by them', async () => {
    const { six, version, commits } = walk();
    const { control } = six.portal;
    const { service } = six;
    await control.call('DELETE', '/sites/orders-staging');
    await control.call('PUT', '/settings/orders/rules', { rules: [] });
    await six.push('main', 'chore: tidy up', { [PROMOTE]: null });

    const nowhere = await six.promote('ben', {
      ...{ environment: 'staging', release: commits.hotfix, from: 'active' },
    });
    const waiting = await service.sees(
      nowhere,
      'a target that is not there',
      ({ gates }) => gates.some(({ type }: any) => type === 'base'),
      LONG,
    );
    expect(waiting.gates).toContainEqual(
      expect.objectContaining({ type: 'base', code: 'not-read' }),
    );
    const noFile = await six.promote('ada', {
      ...{ environment: 'future', release: version, from: 'source' },
    });
    const failed = await service.reaches(noFile, 'failed', LONG);
    expect(failed.message).toContain('promote-release.yml');

    const found = (await six.doctor()).map(
      ({ code, subject }: any) => `${code} ${subject}`,
    );
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^target-missing .*orders-staging/),
        expect.stringMatching(/^workflow-missing .*promote-release\.yml/),
        expect.stringMatching(/^branch-unprotected .*main/),
        expect.stringMatching(/^branch-unprotected .*release\//),
        'drill-failed rollback',
      ]),
    );
  });
}
