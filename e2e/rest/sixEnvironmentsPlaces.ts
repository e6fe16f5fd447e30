import { expect, test } from '@playwright/test';
import type { SixEnvironments } from '../support/SixEnvironments';

interface Walk {
  six: SixEnvironments;
  /** What ran everywhere when the service was bound. */
  before: string;
}

const [TEAM, QA, OPERATIONS] = ['qfa', 'qfa-qa', 'operations-leads'].map(
  name => `group:default/${name}`,
);

/** "Environment descriptions": what each is for, who has access, and where it is watched. */
export function places(walk: () => Walk): void {
  test('each of the six says what it is for, how stable it is and who has access', async () => {
    const { six } = walk();
    const { environments } = await six.service.state();
    expect(
      environments.map(({ id, tier, about, access }: any) => [
        ...[id, tier, about.stability, access.join(', ')],
      ]),
    ).toEqual([
      ['dev-int', 'development', 'Unstable, changes often', TEAM],
      [
        ...['future', 'testing', 'New features, being tested'],
        `${TEAM}, ${QA}`,
      ],
      ['active', 'testing', 'Stable, tested', `${TEAM}, ${QA}`],
      [
        ...['uat', 'testing', 'Stable, before production'],
        `${QA}, group:default/partners, Customers`,
      ],
      ['staging', 'staging', 'Like production', `${QA}, ${OPERATIONS}`],
      [
        ...['prod', 'production', 'Highest'],
        `${OPERATIONS}, group:default/senior-engineers`,
      ],
    ]);
    for (const { purpose, about } of environments) {
      expect(purpose).toBeTruthy();
      expect(about.monitoring).toMatch(/level \S+$/);
    }
  });

  test('each links its dashboard, alerts and runbook, and prod who is on call', async () => {
    const { six } = walk();
    const { environments } = await six.service.state();
    const linked = environments.map(({ links }: any) =>
      links.map(({ title }: any) => title),
    );
    const everywhere = [
      ...['Health', 'Dashboard of response times and errors'],
      ...['Alerts', 'Errors in the logs', 'Runbook'],
    ];
    expect(linked).toEqual([
      ...Array(5).fill(everywhere),
      [...everywhere, 'On call'],
    ]);
    for (const [title, says] of [
      ['Runbook', 'The way back'],
      ['On call', 'by the alerts of prod'],
    ]) {
      const { links } = environments.at(-1);
      const { url } = links.find((it: any) => it.title === title);
      const page = await fetch(url);
      expect([title, page.status]).toEqual([title, 200]);
      expect(await page.text()).toContain(says);
    }
  });

  test('who has no access sees that it is there and whom to ask, and nothing of what runs there', async () => {
    const { six, before } = walk();
    const [read, seen] = await Promise.all(
      ['mona', 'ada'].map(login => six.service.call(login, 'GET', '')),
    );
    const labels = ({ environments }: any) =>
      environments.map(({ recorded }: any) => recorded?.label ?? null);
    expect(labels(read)).not.toContain(null);
    expect(labels(seen)).toEqual([
      ...labels(read).slice(0, 3),
      null,
      null,
      null,
    ]);
    expect(seen.environments.map(({ withheld }: any) => withheld)).toEqual([
      ...[null, null, null],
      `Who may see what runs here: ${QA}, group:default/partners, Customers`,
      `Who may see what runs here: ${QA}, ${OPERATIONS}`,
      `Who may see what runs here: ${OPERATIONS}, group:default/senior-engineers`,
    ]);
    // A tester has one more; a partner those that are for partners, but she audits too.
    const tester = await six.service.call('ben', 'GET', '');
    expect(labels(tester)).toEqual([...labels(read).slice(0, 5), null]);
    const { items } = await six.service.call(
      'ada',
      'GET',
      '/history?limit=100',
    );
    const where = new Set(items.map(({ environment }: any) => environment));
    expect([...where].sort()).toEqual(['active', 'dev-int', 'future']);
    const wish = { environment: 'prod', release: before, intent: 'promote' };
    const { status } = await six.service.send(
      'ada',
      'POST',
      '/preflight',
      wish,
    );
    expect(status).toBe(403);
  });
}
