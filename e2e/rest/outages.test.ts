import { expect, test } from '@playwright/test';
import type { Fault } from '../support/CloudControl';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';

/** GitHub and Azure fail in all their ways: what waits says why, and goes on by itself. */
test.describe.configure({ mode: 'serial' });

let portal: Portal;
let service: Service;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'outages' });
  service = new Service(portal, 'qfa-backend');
  await service.runs('prd', 'v0.3.7');
  await service.runs('staging', 'v0.3.7');
});

test.afterEach(() => portal.control.mend());
test.afterAll(() => portal?.stop());

const back = (environment: string, release: string) => ({
  ...{ environment, release },
  intent: 'rollback' as const,
  reason: 'try what an outage does',
});

const failures: [what: string, fault: Partial<Fault>, why: RegExp][] = [
  ['answers 500', { status: 500 }, /500/],
  ['drops connections', { drop: true }, /could not be reached|no usable/],
  ['refuses the token', { status: 401 }, /Check /],
  ['is slow', { latencyMs: 60_000 }, /no answer/],
  [
    'limits the rate',
    { status: 429, retryAfter: 1 },
    /limits the rate|asked to wait/,
  ],
];

const systems = [
  { name: 'GitHub', fault: { service: 'github', match: '^/api/' } },
  { name: 'Azure', fault: { service: 'arm' } },
] as const;

/** The page comes from the database: at once, and with the age of what it shows. */
async function pagesStayUp() {
  const began = Date.now();
  const page = await service.send('ada', 'GET', '');
  expect(page.status).toBe(200);
  const ada = await portal.as('ada');
  for (const path of ['/services', '/promotions']) {
    expect((await ada.send('GET', `/release-flow${path}`)).status).toBe(200);
  }
  expect(Date.now() - began).toBeLessThan(5_000);
  return page.body;
}

test('pages tell the age and the reason; what waits goes on when it is over', async () => {
  await portal.control.breakWith(
    ...systems.map(({ fault }) => ({ ...fault, status: 503 })),
  );
  const id = await service.promote('ada', back('prd', 'v0.3.6'));
  await service.sees(id, 'trouble', it => it.trouble !== null);
  await expect
    .poll(async () => {
      const { repository, environments } = await pagesStayUp();
      return [repository, ...environments.map((it: any) => it.observed)].map(
        ({ reading }) => [/503/.test(reading.error), Boolean(reading.at)],
      );
    })
    .toEqual(Array(4).fill([true, true]));
  const { environments } = await service.state();
  expect(environments.map((it: any) => it.recorded.label)).toEqual([
    ...['v0.3.7', 'v0.3.7', 'v0.3.7'],
  ]);

  await portal.control.mend();
  const view = await service.sees(
    id,
    'a wait',
    it => it.code === 'approval-needed' && !it.trouble,
  );
  expect(view.state).toBe('waiting');
  await expect
    .poll(
      async () => {
        const state = await service.state();
        return [
          state.repository,
          ...state.environments.map((it: any) => it.observed),
        ].map(({ reading }) => reading.error);
      },
      { timeout: 60_000 },
    )
    .toEqual(Array(4).fill(null));
  expect((await service.decide('mona', id)).status).toBe(202);
  await service.reaches(id, 'succeeded');
  await service.runs('prd', 'v0.3.6');
  expect(await service.changesOf('prd')).toBe(1);
});

async function waitsAndSaysWhy(fault: Fault, why: RegExp) {
  await portal.control.breakWith(fault);
  const id = await service.promote('ada', back('prd', 'v0.3.5'));
  const view = await service.sees(id, `${why}`, it => why.test(it.trouble));
  expect(view.state).toBe('waiting');
  await pagesStayUp();
  const ada = await portal.as('ada');
  await ada.call('POST', `/promotions/${id}/cancel`, {});
}

for (const { name, fault } of systems) {
  for (const [what, how, why] of failures) {
    test(`${name} ${what}: a promotion waits and says so`, () =>
      waitsAndSaysWhy({ ...fault, ...how }, why));
  }
}

test('a change whose answer is an error is made once all the same', async () => {
  const patch = { service: 'arm', method: 'PATCH', times: 1 } as const;
  await portal.control.breakWith(
    { ...patch, status: 429, retryAfter: 2 },
    { ...patch, status: 500, after: true },
    {
      ...{ service: 'github', method: 'POST', match: '/dispatches' },
      ...{ status: 502, after: true, times: 1 },
    },
  );
  const before = await service.changesOf('prd');
  const toStaging = await service.promote('ada', back('staging', 'v0.3.6'));
  const toProduction = await service.promote('ada', back('prd', 'v0.3.5'));
  await service.sees(
    toProduction,
    'a wait',
    view => view.code === 'approval-needed',
  );
  expect((await service.decide('mona', toProduction)).status).toBe(202);
  const troubled = [
    [toStaging, /502/],
    [toProduction, /limits the rate|asked to wait/],
    [toProduction, /may or may not/],
  ] as const;
  for (const [id, why] of troubled) {
    const view = await service.sees(id, `${why}`, it => why.test(it.trouble));
    expect(['waiting', 'deploying'], view.trouble).toContain(view.state);
  }
  await service.reaches(toProduction, 'succeeded', 90_000);
  await service.reaches(toStaging, 'succeeded', 90_000);
  await service.runs('prd', 'v0.3.5');
  await service.runs('staging', 'v0.3.6');
  expect(await service.changesOf('prd')).toBe(before + 1);
  expect(await service.changesOf('staging')).toBe(1);
  const runs = await portal.control.runsOf(
    service.name,
    'promote-to-staging.yaml',
  );
  expect(runs).toHaveLength(1);
});
