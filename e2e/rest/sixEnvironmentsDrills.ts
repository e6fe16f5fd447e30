import { expect, test } from '@playwright/test';
import { LONG, type SixEnvironments } from '../support/SixEnvironments';
import { until } from '../support/until';

interface Walk {
  six: SixEnvironments;
  version: string;
}

/** "Have a rollback plan: test rollback procedures", as drills. */
export function drills(walk: () => Walk): void {
  const reason = 'the drill of the month';
  const ask = (login: string, environment: string, body: object = { reason }) =>
    walk().six.service.send(
      ...([login, 'POST', `/environments/${environment}/drill`, body] as const),
    );
  const lastOf = async (environment: string) =>
    (await walk().six.service.environment(environment)).lastDrill;
  const becomes = (environment: string, state: string) =>
    until(
      `the drill in ${environment} ${state}`,
      async () => {
        const drill = await lastOf(environment);
        return drill?.state === state && drill;
      },
      LONG,
    );

  test('a drill in staging goes back and forward again under the same approvals, and is timed', async () => {
    const { six, version } = walk();
    const { label } = (await six.service.environment('staging')).recorded;
    // Not for everybody, and not without a reason.
    expect((await ask('vera', 'staging')).status).toBe(403);
    const silent = await ask('ben', 'staging', {});
    expect([silent.status, silent.body.error.field]).toEqual([400, 'reason']);

    const asked = await ask('ben', 'staging');
    expect(asked.status, JSON.stringify(asked.body)).toBe(202);
    const { to, back } = asked.body;
    expect(asked.body).toMatchObject({
      ...{ kind: 'real', state: 'going-back', by: 'user:default/ben', reason },
      from: { label },
      to: { label: version },
    });
    const again = await ask('ben', 'staging');
    expect([again.status, again.body.error.code]).toEqual([409, 'in-flight']);

    await six.waits(back.promotion, 'approval-needed');
    await six.refusesDecisionOf('ben', back.promotion);
    await six.approves('lars', back.promotion);
    const { drill } = await six.succeeds(back.promotion);
    expect(drill).toBe('back');
    const { forward } = await becomes('staging', 'coming-forward');
    expect((await six.service.environment('staging')).recorded.label).toBe(
      to.label,
    );
    await six.waits(forward.promotion, 'approval-needed');
    await six.approves('mona', forward.promotion);
    const passed = await becomes('staging', 'passed');
    expect(passed).toMatchObject({ inTime: true, within: 'PT30M' });
    expect(passed.back.tookMs).toBeGreaterThan(0);
    expect(passed.forward.tookMs).toBeGreaterThan(0);
    expect(passed.passedAt).toBe(passed.endedAt);
    await six.runs('staging', label);
  });

  test('a drill in production is a preflight, and changes nothing', async () => {
    const { six } = walk();
    const before = await six.service.site('prod');
    const { status, body } = await ask('lars', 'prod');
    expect([status, body.kind, body.state, body.back]).toEqual([
      ...[202, 'preflight', 'passed', null],
    ]);
    expect(body.message).toContain('nothing was changed');
    expect((await six.service.site('prod')).changes).toBe(before.changes);
    expect(await lastOf('prod')).toEqual(body);
  });

  test('a drill whose way back fails tells what it left, and what puts it right', async () => {
    const { six, version } = walk();
    const { control } = six.portal;
    await control.call('POST', '/workflows/smoke.yml', {
      ...{ repo: 'orders', nextConclusion: 'failure', job: 'Smoke test' },
    });
    const { body } = await ask('ben', 'uat');
    const { to, back } = body;
    await six.waits(back.promotion, 'approval-needed');
    await six.approves('mona', back.promotion);
    await six.service.reaches(back.promotion, 'failed', LONG);
    const failed = await becomes('uat', 'failed');
    expect(failed.forward).toBeNull();
    expect(failed.message).toContain(`The way back to ${to.label} failed`);
    expect(failed.message).toContain('Smoke test');
    expect(failed.message).toContain(`deploy ${version} again to put it right`);
    const uat = await until('uat is told to differ', async () => {
      const seen = await six.service.environment('uat');
      return seen.drift && seen;
    });
    expect(uat.recorded.label).toBe(version);
    expect(uat.drift.message).toContain(
      `${to.label}, but ${version} was recorded`,
    );
    expect(uat.drift.message).toContain('left it there: failed');
    expect(uat.hold.reason).toContain(reason);
    const refused = await ask('ben', 'uat');
    expect([refused.status, refused.body.error.code]).toEqual([409, 'drift']);

    const repair = await six.service.call(
      ...(['ben', 'POST', '/environments/uat/repair', { reason }] as const),
    );
    await six.waits(repair.id, 'approval-needed');
    await six.approves('mona', repair.id);
    await six.succeeds(repair.id);
    await six.runs('uat', version);
    expect((await six.service.environment('uat')).hold).toBeNull();
    expect((await lastOf('uat')).state).toBe('failed');
  });

  test('the audit tells each drill from asking to its result', async () => {
    const { six } = walk();
    const vera = await six.portal.as('vera');
    const { items } = await vera.call(
      'GET',
      '/audit?service=component:default/orders&limit=200',
    );
    const told = items
      .filter(({ type }: any) => type.startsWith('drill.'))
      .map(({ type, data }: any) => `${data.environment} ${type}`);
    expect(told.reverse()).toEqual([
      ...['staging drill.asked', 'staging drill.refused'],
      ...['staging drill.coming-forward', 'staging drill.passed'],
      'prod drill.passed',
      ...['uat drill.asked', 'uat drill.failed', 'uat drill.refused'],
    ]);
  });
}
