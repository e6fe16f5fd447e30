import { expect, test } from '@playwright/test';
import type { Fault } from '../support/CloudControl';
import { Portal, type PortalOptions } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** A dead process holds what it claimed for a minute. */
const AFTER_A_CRASH = 120_000;

/** Long enough that the backend is killed while it waits for the answer. */
const slow = { latencyMs: 60_000, drop: true, times: 1 };

/** The workflow is dispatched, but its answer does not come. */
const hangs = (workflow: string): Fault => ({
  ...{ service: 'github', method: 'POST', match: `${workflow}/dispatches` },
  ...{ ...slow, after: true },
});

const back = (environment: string, release: string) => ({
  ...{ environment, release },
  intent: 'rollback' as const,
  reason: 'try what a crash does',
});

/**
 * The backend is killed wherever a promotion can be, and started again. `change`
 * says whether the change of the target that it was sending arrived.
 */
export function testCrashes(
  options: PortalOptions,
  change: 'arrives' | 'gets lost',
) {
  test.describe.configure({ mode: 'serial' });

  let portal: Portal;
  let service: Service;
  let reports: Service;
  let toProduction: string;
  let toStaging: string;

  test.beforeAll(async () => {
    portal = await Portal.start(options);
    service = new Service(portal, 'qfa-backend');
    reports = new Service(portal, 'qfa-reports');
    await service.runs('prd', 'v0.3.7');
    await reports.runs('staging', 'v0.3.7');
  });

  test.afterAll(() => portal?.stop());

  const onceIn = async (of: Service, environment: string, label: string) => {
    await of.runs(environment, label, AFTER_A_CRASH);
    expect(await of.changesOf(environment)).toBe(1);
  };

  const harm = (fields: object) =>
    portal.control.call('POST', '/sites/qfa-backend-prd', fields);

  test('killed while one waits, one deploys by workflow, and one was just accepted', async () => {
    toProduction = await service.promote('ada', back('prd', 'v0.3.6'));
    const { planHash } = await service.sees(
      toProduction,
      'a wait',
      view => view.code === 'approval-needed',
    );
    await portal.control.call('POST', '/clock', { scale: 0.01 });
    toStaging = await service.promote('ada', back('staging', 'v0.3.6'));
    await service.sees(toStaging, 'a run', view =>
      view.message.includes('in progress in GitHub'),
    );
    const accepted = await reports.promote('ada', back('dev', 'v0.3.6'));
    await portal.kill();
    await portal.control.call('POST', '/clock', { scale: 10, advance: 3_600 });
    await portal.control.breakWith(hangs('smoke.yaml'));
    await portal.restart();

    expect(await service.promotion(toProduction)).toMatchObject({
      state: 'waiting',
      planHash,
    });
    await reports.reaches(accepted, 'succeeded', AFTER_A_CRASH);
    await onceIn(reports, 'dev', 'v0.3.6');
    await service.reaches(toStaging, 'verifying', AFTER_A_CRASH);
    expect(await service.changesOf('staging')).toBe(1);
  });

  test(`killed while it verifies and while it changes a target, and the change ${change}`, async () => {
    await portal.control.breakWith(hangs('promote-to-staging.yaml'), {
      ...{ service: 'arm', method: 'PATCH', match: 'config/web' },
      ...{ ...slow, after: change === 'arrives' },
    });
    await harm({ healthy: false });
    const elsewhere = await reports.promote('ada', back('staging', 'v0.3.6'));
    expect((await service.decide('mona', toProduction)).status).toBe(202);
    await until('hanging requests', async () => {
      return (await portal.control.faultsLeft()).length === 0;
    });
    await portal.kill();
    expect(await service.changesOf('prd')).toBe(change === 'arrives' ? 1 : 0);
    await portal.restart();

    await reports.reaches(elsewhere, 'succeeded', AFTER_A_CRASH);
    await onceIn(reports, 'staging', 'v0.3.6');
    await service.reaches(toStaging, 'succeeded', AFTER_A_CRASH);
    await onceIn(service, 'staging', 'v0.3.6');
    const smokes = await portal.control.runsOf(service.name, 'smoke.yaml');
    expect(smokes).toHaveLength(1);
    await service.reaches(toProduction, 'verifying', AFTER_A_CRASH);
    expect(await service.changesOf('prd')).toBe(1);
  });

  test('killed while it looks for health, and right after a decision', async () => {
    await portal.kill();
    await harm({ healthy: true });
    await portal.restart();
    await service.reaches(toProduction, 'succeeded', AFTER_A_CRASH);
    await onceIn(service, 'prd', 'v0.3.6');

    const id = await service.promote('ada', back('prd', 'v0.3.7'));
    await service.sees(id, 'a wait', view => view.code === 'approval-needed');
    expect((await service.decide('lars', id)).status).toBe(202);
    await portal.kill();
    await portal.restart();
    await service.reaches(id, 'succeeded', AFTER_A_CRASH);
    await service.runs('prd', 'v0.3.7');
    expect(await service.changesOf('prd')).toBe(2);
  });
}
