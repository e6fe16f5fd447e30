import { expect, test } from '@playwright/test';
import type { Clarity } from '../support/Clarity';
import { ENTRY_OF_1_3_0, stepsOf } from '../support/clarityFacts';

const SLOW = 120_000;

/** "Use a parallel service for blue/green", with the commit that came into it. */
export function blueGreen(
  walk: () => { clarity: Clarity; released: string },
  came: (commit: string) => void,
): void {
  let next: string;

  test('Blue/green: what a parallel service does not run well is not let into prod', async () => {
    const { clarity, released } = walk();
    const noted = await clarity.merge(
      'CHANGELOG.md',
      ENTRY_OF_1_3_0,
      'docs: what 1.3.0 brings',
    );
    await clarity.live('dev', { commit: noted });
    next = await clarity.staged(noted);
    came(next);
    const wish = { environment: 'parallel', release: next, intent: 'promote' };
    const toParallel = () => clarity.promote('ada', wish as any);
    await clarity.turn('backend-parallel', { failHealth: true });
    const failed = await clarity.reaches(await toParallel(), 'failed', SLOW);
    expect(failed.message).toMatch(/backend: .*update_failed/);
    const onwards = (status: string) =>
      clarity.gate('proven-upstream', status, {
        environment: 'prod',
        release: next,
        version: '1.3.0',
        from: 'parallel',
      });
    expect((await onwards('blocked')).code).toBe('not-proven-upstream');
    const view = await clarity.reaches(await toParallel(), 'succeeded', SLOW);
    expect(stepsOf(view)).toContain('GET / answers 301');
    await clarity.live('parallel', { commit: next });
    await onwards('passed');
    await clarity.live('prod', { label: 'v1.2.0', commit: released });
  });

  test('Blue/green: the domain is moved after an approval, answers from there, and is moved back', async () => {
    const { clarity, released } = walk();
    const switchTo = async (to: string) => {
      const wish = {
        environment: 'prod',
        inputs: { to },
        reason: 'a big change',
      };
      const path = '/runbooks/switch-traffic';
      const { id } = await clarity.call('ada', 'POST', path, wish);
      await clarity.sees(id, 'a wait', view => view.code === 'approval-needed');
      await clarity.says('mona', id, { decision: 'approve' });
      return id;
    };
    await clarity.turn('backend-parallel', { healthy: false });
    const refused = await clarity.reaches(
      await switchTo('parallel'),
      'failed',
      SLOW,
    );
    expect(refused.message).toContain('Move the domains');
    expect(await clarity.servedByDomain()).toBe(released);

    await clarity.turn('backend-parallel', { healthy: true });
    await clarity.reaches(await switchTo('parallel'), 'succeeded', SLOW);
    expect(await clarity.servedByDomain()).toBe(next);
    // Production itself is as it was, and so is the way back.
    await clarity.live('prod', { label: 'v1.2.0', commit: released });
    await clarity.reaches(await switchTo('prod'), 'succeeded', SLOW);
    expect(await clarity.servedByDomain()).toBe(released);
  });
}
