import { expect, test } from '@playwright/test';
import { digestOf } from '../support/Service';
import type { SixEnvironments } from '../support/SixEnvironments';

interface Walk {
  six: SixEnvironments;
  /** What ran everywhere when the service was bound. */
  before: string;
  version: string;
  dated: string;
  commits: { main: string; hotfix: string };
}

/** The ways back of seed 003, each by the rule of its environment. */
export function goingBack(walk: () => Walk): void {
  const reason = 'discounts are counted twice';
  const back = async (environment: string, label: string) => ({
    ...{ environment, intent: 'rollback', reason },
    deployment: (await walk().six.ran(environment, label)).id,
  });

  test('dev-int goes back to an earlier commit of main, or has its commit reverted', async () => {
    const { six, commits } = walk();
    const earlier = `main@${commits.main.slice(0, 7)}`;
    const { revert } = await six.service.environment('dev-int');
    expect(revert.url).toContain(`/pulls?q=is%3Apr%20${commits.hotfix}`);
    await six.moves('ada', await back('dev-int', earlier));
    await six.runs('dev-int', earlier);
    expect((await six.service.environment('dev-int')).hold).toMatchObject({
      by: 'user:default/ada',
      reason: expect.stringContaining(reason),
    });
  });

  test('future and active go back to an earlier release, and nobody has to approve', async () => {
    const { six, before, dated } = walk();
    await six.moves('ben', await back('future', before));
    await six.runs('future', before);
    await six.moves('ben', await back('active', dated));
    await six.runs('active', dated);
  });

  test('staging goes back to the release before, after one approval', async () => {
    const { six, version } = walk();
    const id = await six.promote('ben', await back('staging', version));
    await six.waits(id, 'approval-needed');
    await six.refusesDecisionOf('ben', id);
    await six.refusesDecisionOf('raj', id);
    await six.approves('lars', id);
    await six.succeeds(id);
    await six.runs('staging', version);
  });

  test('uat gets a stable release from active in place of a later one', async () => {
    const { six, version, dated } = walk();
    const wish = { environment: 'uat', release: dated, from: 'active' };
    const id = await six.promote('ben', wish);
    await six.waits(id, 'approval-needed');
    await six.approves('mona', id);
    await six.succeeds(id);
    await six.runs('uat', dated);
    const { possible } = (await six.ran('uat', version)).rollback;
    expect(possible).toBe(true);
  });

  test('prod gets the release before again from staging, as any promotion', async () => {
    const { six, version } = walk();
    const prod = await six.service.environment('prod');
    expect(prod.recorded.label).not.toBe(version);
    const id = await six.promote('lars', {
      ...{ environment: 'prod', release: version, from: 'staging' },
    });
    await six.waits(id, 'approval-needed');
    await six.complies('lars', id);
    await six.approves('mona', id);
    await six.stillWaits(id);
    await six.approves('raj', id);
    await six.succeeds(id);
    await six.runs('prod', version);
    const { recorded } = await six.service.environment('prod');
    expect(recorded.intent).toBe('promote');
  });

  test('prod goes back with the same approvals and a reason, and all of it is told', async () => {
    const { six, before } = walk();
    const { service } = six;
    const wish = await back('prod', before);
    const silent = await six.ask('lars', { ...wish, reason: undefined });
    expect([silent.status, silent.body.error.field]).toEqual([400, 'reason']);
    const id = await six.promote('lars', wish);
    await six.waits(id, 'approval-needed');
    await six.refusesDecisionOf('ben', id);
    await six.approves('mona', id);
    await six.stillWaits(id);
    await six.approves('raj', id);
    await six.succeeds(id);
    await six.runs('prod', before);

    const { decisions } = await service.promotion(id);
    expect(
      decisions.map(({ actor, decision }: any) => [actor, decision]),
    ).toEqual([
      ['user:default/mona', 'approve'],
      ['user:default/raj', 'approve'],
    ]);
    const vera = await six.portal.as('vera');
    const audit = await vera.call(
      'GET',
      '/audit?service=component:default/orders&limit=200',
    );
    const events = audit.items.filter((it: any) => it.operationId === id);
    expect(events.map(({ type }: any) => type)).toEqual(
      expect.arrayContaining([
        ...['promotion.requested', 'promotion.approved'],
        ...['promotion.deploying', 'promotion.succeeded'],
      ]),
    );
    const told = JSON.stringify(events);
    for (const what of ['user:default/mona', 'user:default/raj', reason]) {
      expect(told).toContain(what);
    }
    const site = await service.site('prod');
    const { recorded } = await service.environment('prod');
    expect(site.liveDigest).toBe(digestOf(recorded.artifact));
    expect(recorded).toMatchObject({ intent: 'rollback', reason });
  });
}
