import { expect, test, type Browser } from '@playwright/test';
import { agree } from './pages/agree';
import { portal } from './pages/portal';
import { picture } from './pages/screens';
import { Visitor } from './pages/Visitor';
import { Service } from './support/Service';
import { until } from './support/until';

/** What several people do before, around and against a promotion. */
test.describe.configure({ mode: 'serial' });
test.use({ actionTimeout: 15_000 });

const NAME = 'qfa-moderation';
const service = new Service(portal, NAME);
const visitors = new Map<string, Visitor>();
let id: string;

/** A person at a browser of their own, signed in when first needed. */
async function person(browser: Browser, login: string): Promise<Visitor> {
  const known = visitors.get(login);
  if (known) return known;
  const visitor = await Visitor.arrive(browser, login);
  visitors.set(login, visitor);
  return visitor;
}

/** A new release that staging runs, by the way that others walk. */
async function release(): Promise<string> {
  const tags = async (): Promise<string[]> => {
    const { items } = await service.call('ada', 'GET', '/releases');
    return items.map((item: { tag: string }) => item.tag);
  };
  const before = await tags();
  await service.done(await service.call('ada', 'POST', '/releases', {}));
  const tag = await until('a new release', async () =>
    (await tags()).find(it => !before.includes(it)),
  );
  await service.runs('dev', tag);
  await service.call('ada', 'POST', `/releases/${tag}/publish`, {});
  await service.runs('staging', tag);
  return tag;
}

async function openPromotion(environment: string): Promise<string> {
  const { openPromotion: open } = await until('a promotion', async () => {
    const seen = await service.environment(environment);
    return seen.openPromotion && seen;
  });
  return open.id;
}

/** Nobody else's tests wait for a freeze that these left behind. */
async function endFreezes(): Promise<void> {
  const raj = await portal.as('raj');
  const { items } = await raj.call('GET', '/freezes');
  for (const freeze of items) {
    await raj.call('DELETE', `/freezes/${freeze.id}`, { reason: 'Test ended' });
  }
}

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await portal.control.call('POST', '/clock', { scale: 5 });
  // A portal that has just started still binds its services.
  await service.runs('prd', 'v0.3.7', 120_000);
  await release();
});

test.afterAll(async () => {
  await endFreezes();
  await Promise.all([...visitors.values()].map(visitor => visitor.leave()));
});

test('production is asked for; QA finds it, looks and signs off', async ({
  browser,
}) => {
  const ada = await person(browser, 'ada');
  const tab = await ada.at(NAME);
  const dialog = await tab.press('Promote v0.4.0 from staging to prd');
  await expect(dialog.gates).toContainText('QA looked at it in staging');
  await picture(ada.page, 'people-01-promote');
  await dialog.confirm('Promote v0.4.0 to prd');
  id = await openPromotion('prd');

  const ben = await person(browser, 'ben');
  const inbox = await ben.atDecisions();
  await inbox
    .getByRole('link', { name: 'Review v0.4.0 to prd of QFA moderation' })
    .click();
  const promotion = await ben.atPromotion(id);
  await expect(promotion.gate('checks')).toHaveAttribute(
    'data-status',
    'passed',
  );
  const signOff = await promotion.press(/^Sign off as qa/);
  await expect(signOff.button('Sign off as qa')).toBeDisabled();
  await signOff.say('14 journeys in staging, no findings');
  await picture(ben.page, 'people-02-sign-off');
  await signOff.confirm('Sign off as qa');
  await expect(promotion.gate('sign-off:qa')).toHaveAttribute(
    'data-status',
    'passed',
  );
});

test('the checklist is worked through, and what proves itself ticks itself', async ({
  browser,
}) => {
  const ada = await person(browser, 'ada');
  const promotion = await ada.atPromotion(id);
  await expect(promotion.item('notes')).toHaveAttribute('data-state', 'done');
  await expect(promotion.item('checked')).toHaveAttribute('data-state', 'done');
  await promotion.tick('announced');
  await promotion.tickWith('load-test', '212 requests a second for an hour');
  await expect(promotion.item('load-test')).toContainText('212 requests');
  const reason = await promotion.press(/^Does not apply: Data protection/);
  await reason.say('no new fields');
  await reason.confirm('It does not apply');
  await expect(promotion.gate('checklist:before-production')).toHaveAttribute(
    'data-status',
    'passed',
  );
  await picture(ada.page, 'people-03-checklist');
});

test('a freeze is declared, and two approvals are not enough while it holds', async ({
  browser,
}) => {
  const raj = await person(browser, 'raj');
  const freezes = await raj.atFreezes();
  const declare = await freezes.press('Declare freeze…');
  await declare.root.getByRole('textbox', { name: /Title/ }).fill('Audit week');
  await declare.root.getByLabel(/Until/).fill('2099-12-31T18:00');
  await declare.say('the auditors want to see what runs');
  await picture(raj.page, 'people-04-declare');
  await declare.confirm('Declare the freeze');
  await expect(freezes.list('Now')).toContainText('Audit week');
  await expect(freezes.list('Now')).toContainText('production environments');
  await picture(raj.page, 'people-05-freezes');

  for (const login of ['mona', 'lars']) {
    const lead = await person(browser, login);
    const promotion = await lead.atPromotion(id);
    const approval = await promotion.press(/^Approve/);
    await approval.say(`${login} looked at the change`);
    await approval.confirm('Approve v0.4.0 for prd');
  }
  const mona = await person(browser, 'mona');
  const promotion = await mona.atPromotion(id);
  await expect(promotion.gate('approvals')).toHaveAttribute(
    'data-status',
    'passed',
  );
  await expect(promotion.gate('freeze')).toHaveAttribute(
    'data-status',
    'waiting',
  );
  await expect(promotion.gate('freeze').getByRole('button')).toHaveCount(0);
  expect(await service.changesOf('prd')).toBe(0);
  const tab = await mona.at(NAME);
  await expect(tab.card('prd').getByTestId('freeze')).toContainText(
    'Audit week',
  );
  await picture(mona.page, 'people-06-frozen');
});

test('the platform overrides the freeze with a reason, and it goes live', async ({
  browser,
}) => {
  test.setTimeout(360_000);
  const raj = await person(browser, 'raj');
  const promotion = await raj.atPromotion(id);
  const override = await promotion.press(/^Override No freeze/);
  await expect(override.button('Override this gate')).toBeDisabled();
  await override.say('the auditors agreed to this one');
  await picture(raj.page, 'people-07-override');
  await override.confirm('Override this gate');
  await expect(promotion.gate('freeze')).toContainText(
    '“the auditors agreed to this one”',
  );
  await expect(promotion.state).toHaveAttribute('data-state', 'verifying', {
    timeout: 120_000,
  });
  await picture(raj.page, 'people-08-overridden');

  const ada = await person(browser, 'ada');
  const own = await ada.atPromotion(id);
  await own.tickWith('dashboard', 'error rate 0.1 %, as before');
  await own.tick('answers');
  await expect(own.state).toHaveText('Succeeded', { timeout: 240_000 });
  await picture(ada.page, 'people-09-succeeded');
  await agree(await ada.at(NAME), service, 'prd', 'v0.4.0');
  expect(await service.changesOf('prd')).toBe(1);

  const freezes = await raj.atFreezes();
  const end = await freezes.press('End Audit week');
  await end.say('the audit is over');
  await end.confirm('End the freeze');
  await expect(freezes.list('Now')).toHaveCount(0);
});

test('the line is stopped: everybody sees it, and even dev waits', async ({
  browser,
}) => {
  const raj = await person(browser, 'raj');
  const freezes = await raj.atFreezes();
  const stop = await freezes.press('Stop the line…');
  await stop.say('the registry serves wrong images');
  await picture(raj.page, 'people-10-stop');
  await stop.confirm('Stop the line');
  await expect(freezes.stopped).toContainText('the registry serves wrong');

  const ada = await person(browser, 'ada');
  await ada.page.goto('/release-flow/environments');
  await expect(ada.page.getByTestId('freeze-banner')).toContainText(
    'The line is stopped',
  );
  await picture(ada.page, 'people-11-stopped');
  const tab = await ada.at(NAME);
  const dialog = await tab.choose('dev', 'Roll back…');
  await dialog.root.getByText('v0.3.7', { exact: true }).click();
  await expect(dialog.root).toContainText('The line is stopped');
  await dialog.say('compare with the older one');
  await dialog.confirm('Roll dev back to v0.3.7');
  const waiting = await openPromotion('dev');
  const promotion = await ada.atPromotion(waiting);
  await expect(promotion.gate('freeze')).toContainText(
    'the registry serves wrong images',
  );
  await expect(promotion.state).toHaveAttribute('data-state', 'waiting');

  const again = await raj.atFreezes();
  const start = await again.press('Start the line again…');
  await start.say('the registry is mended');
  await start.confirm('Start the line again');
  await expect(promotion.state).toHaveText('Succeeded', { timeout: 90_000 });
});

test('an emergency is decided by who is on call; a changed plan voids it in sight', async ({
  browser,
}) => {
  test.setTimeout(360_000);
  const tag = await release();
  const ada = await person(browser, 'ada');
  const tab = await ada.at(NAME);
  const dialog = await tab.press(`Promote ${tag} from staging to prd`);
  await dialog.root.getByText('This is an emergency').click();
  await expect(dialog.root).toContainText('Say what the emergency is');
  await dialog.say('production answers 500');
  await expect(dialog.button(`Promote ${tag} to prd`)).toBeEnabled();
  await picture(ada.page, 'people-12-emergency');
  await dialog.confirm(`Promote ${tag} to prd`);
  const emergency = await openPromotion('prd');

  const raj = await person(browser, 'raj');
  const promotion = await raj.atPromotion(emergency);
  await expect(raj.page.getByTestId('emergency')).toContainText(
    '“production answers 500”',
  );
  const approval = await promotion.press(/^Approve/);
  await approval.say('go, I watch it');
  await approval.confirm(`Approve ${tag} for prd`);
  await expect(promotion.gate('approvals')).toContainText('for an emergency');
  await expect(raj.page.getByTestId('decision-approve')).toContainText(
    'Emergency',
  );
  await picture(raj.page, 'people-13-emergency');

  const { artifact } = await service.release('v0.3.7');
  await portal.control.call('POST', `/sites/${NAME}-prd`, {
    digest: artifact[0].identity.digest,
  });
  await until('drift', async () => (await service.environment('prd')).drift);
  const drifted = await raj.at(NAME);
  const adopt = await drifted.choose('prd', 'Adopt what runs…');
  await expect(adopt.root).toContainText('Recorded');
  await adopt.say('somebody mended it by hand');
  await picture(raj.page, 'people-14-adopt');
  await adopt.confirm('Adopt what runs in Production');

  const changed = await raj.atPromotion(emergency);
  const banner = raj.page.getByTestId('plan-changed');
  await expect(banner).toContainText('1 decision given before is void');
  await expect(banner.getByRole('list')).toContainText('What runs now');
  await expect(changed.gate('approvals')).toHaveAttribute(
    'data-status',
    'waiting',
  );
  await picture(raj.page, 'people-15-plan-changed');

  const own = await ada.atPromotion(emergency);
  const cancel = await own.press(/^Cancel promotion/);
  await cancel.say('it was mended by hand');
  await cancel.confirm('Cancel promotion');
  await expect(own.state).toHaveText('Cancelled');
});

test('the pages complained about nothing on the way', () => {
  const signIn = /\/api\/auth\/github\/refresh/;
  for (const { complaints } of visitors.values()) {
    expect(complaints.filter(text => !signIn.test(text))).toEqual([]);
  }
});
