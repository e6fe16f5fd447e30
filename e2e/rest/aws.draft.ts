import { expect, test } from '@playwright/test';
import { githubApi, reviewByApi } from '../support/githubApi';
import { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** Web and API on AWS, by pushes and tags: from main to production, and back. */
test.describe.configure({ mode: 'serial', timeout: 600_000 });

/** Several workflows follow one another, on a machine that may be busy. */
const PATIENCE = 240_000;

let portal: Portal;
let service: Service;
let main: string;

test.beforeAll(async () => {
  portal = await Portal.start({ name: 'aws' });
  service = new Service(portal, 'unifocus');
});

test.afterAll(() => portal?.stop());

const control = (method: string, path: string, body?: object) =>
  portal.control.call(method, path, body);
const aws = () => control('GET', '/aws');
const tags = async () => (await portal.control.repository('unifocus')).tags;

/** Waits until REST says that this is recorded, set and well. */
function runs(environment: string, label: string) {
  return until(
    `unifocus runs ${label} in ${environment}`,
    async () => {
      const seen = await service.environment(environment);
      expect({
        recorded: seen?.recorded?.label,
        health: seen?.observed?.health.status,
        drift: seen?.drift,
        open: seen?.openPromotion,
      }).toEqual({
        recorded: label,
        health: 'healthy',
        drift: null,
        open: null,
      });
      return seen;
    },
    PATIENCE,
  );
}

/** Ticks every item of a checklist that does not tick itself. */
async function workThrough(id: string, name: string, items: string[]) {
  const session = await portal.as('ada');
  for (const item of items) {
    await session.call('POST', `/promotions/${id}/checklist`, {
      checklist: name,
      item,
      state: 'done',
      evidence: 'seen',
    });
  }
}

const IN_STAGE = [
  ...['endpoints', 'web', 'migrations', 'sign-in', 'flows'],
  ...['performance', 'logs'],
];
const BEFORE_PROD = [
  ...['backup', 'rollback', 'on-call', 'window', 'announced', 'flags'],
];
const AFTER_PROD = [
  ...['healthy', 'errors', 'response', 'database', 'reports', 'notes'],
];

const waitsFor = (id: string, code: string) =>
  service.sees(id, code, view => view.code === code, PATIENCE);

/** Reviews every run that GitHub holds. */
async function reviewed(id: string) {
  await service.sees(
    id,
    'the pause of GitHub',
    view => view.state === 'waiting-in-github',
    PATIENCE,
  );
  await until('every run is reviewed', async () => {
    const { state } = await service.promotion(id);
    if (state !== 'waiting-in-github') return true;
    for (const part of ['api', 'web']) {
      const [run] = await portal.control.runsOf(
        'unifocus',
        `deploy-${part}-prod.yml`,
      );
      if (run.status !== 'waiting') continue;
      const slug = service.slug;
      const review = { slug, id: run.id, state: 'approved' as const };
      await reviewByApi(portal.githubUrl, 'mona', review);
    }
    return false;
  });
}

test('what runs when the service is bound is adopted, a tag by its digest', async () => {
  await runs('prod', 'v1.1.1');
  await runs('stage', 'v1.2.0');
  const dev = await until('dev is adopted', async () => {
    const seen = await service.environment('dev');
    return seen?.recorded && seen;
  });
  expect(dev.recorded.kind).toBe('adopted');
  // Its definition says `latest`; what that means is known by its digest.
  expect(dev.observed.label).toMatch(/^main@[0-9a-f]{7}$/);
  expect(dev.observed.configured).toEqual(dev.observed.running);
});

test('a push to main is deployed to dev by its workflows', async () => {
  const { sha } = await control('POST', '/repos/unifocus/commits', {
    message: 'feat: greet by name (#23)',
    files: {
      'api/src/greeting.js': 'export const greet = name => `Hi ${name}`;\n',
      'CHANGELOG.md': '# Changelog\n\n## v1.3.0\n\n- Greets by name.\n',
    },
    actor: 'ada',
  });
  main = sha;
  const dev = await until(
    'dev runs the commit',
    async () => {
      const seen = await service.environment('dev');
      return (
        seen.recorded?.commit === sha && seen.openPromotion === null && seen
      );
    },
    PATIENCE,
  );
  expect(dev.recorded.kind).toBe('recorded');
});

test('stage gets its version and its tag on that commit, and is validated', async () => {
  const wish = { environment: 'stage', release: main, intent: 'promote' };
  const { nextVersion } = await service.call('ada', 'POST', '/preflight', {
    environment: 'stage',
    release: main,
  });
  expect(nextVersion?.version).toBe('1.3.0');
  const { id } = await service.call('ada', 'POST', '/promotions', {
    ...wish,
    version: '1.3.0',
  });
  await waitsFor(id, 'checklist-open');
  await workThrough(id, 'stage-validation', IN_STAGE);
  await service.reaches(id, 'succeeded', PATIENCE);
  await runs('stage', 'v1.3.0');
  expect(Object.keys(await tags())).toContain('v1.3.0-stage');
});

test('production waits for its alarms, its checklist and its approval', async () => {
  const alarm = '/aws/alarms/unifocus-prod-5xx';
  await control('POST', alarm, { state: 'ALARM', reason: '37 in 5 minutes' });
  const id = await service.promote('ada', {
    environment: 'prod',
    release: '1.3.0',
    intent: 'promote',
  });
  const gate = async (type: string) => {
    const { gates } = await service.promotion(id);
    return gates.find((it: any) => it.type === type);
  };
  await until('the alarm is seen', async () => {
    const seen = await gate('alarms');
    return seen.code === 'alarm-firing' && seen;
  });
  expect((await gate('alarms')).message).toContain('unifocus-prod-5xx');
  await workThrough(id, 'before-production', BEFORE_PROD);
  expect((await service.decide('mona', id)).status).toBe(202);
  expect((await service.promotion(id)).state).toBe('waiting');
  expect(Object.keys(await tags())).not.toContain('v1.3.0');

  await control('POST', alarm, { state: 'OK' });
  await reviewed(id);
  await waitsFor(id, 'checklist-open');
  await workThrough(id, 'after-production', AFTER_PROD);
  await service.reaches(id, 'succeeded', PATIENCE);
  await runs('prod', 'v1.3.0');
  const made = await tags();
  const { commit } = (await service.environment('prod')).recorded;
  expect(commit).toBe(main);
  expect(Object.keys(made)).toContain('v1.3.0');
});

test('a release candidate does not go to production', async () => {
  await control('POST', '/tags/unifocus/v1.4.0-rc.1', { sha: main });
  const known = await until('the candidate is known', async () => {
    const { items } = await service.call('ada', 'GET', '/releases');
    return items.find((it: any) => it.version === '1.4.0-rc.1');
  });
  expect(known.state).toBe('prerelease');
  const refused = await service.send('ada', 'POST', '/promotions', {
    environment: 'prod',
    release: '1.4.0-rc.1',
    intent: 'promote',
  });
  expect(refused.status).toBe(409);
});

test('production goes back to the version before, by its tag', async () => {
  const id = await service.promote('ada', {
    environment: 'prod',
    release: '1.1.1',
    intent: 'rollback',
    reason: 'greetings are wrong',
  });
  await waitsFor(id, 'approval-needed');
  expect((await service.decide('mona', id)).status).toBe(202);
  await reviewed(id);
  await waitsFor(id, 'checklist-open');
  await workThrough(id, 'after-production', AFTER_PROD);
  await service.reaches(id, 'succeeded', PATIENCE);
  await runs('prod', 'v1.1.1');
});

test('a rollout that the circuit breaker takes back has failed, and says why', async () => {
  await control('POST', '/aws/services/unifocus-stage-api-service', {
    failRollout: 'Essential container in task exited',
  });
  const { sha } = await control('POST', '/repos/unifocus/commits', {
    message: 'fix: greet without a name (#24)',
    files: { 'api/src/greeting.js': 'export const greet = () => "Hi";\n' },
    actor: 'ben',
  });
  await until(
    'dev runs the fix',
    async () => {
      const seen = await service.environment('dev');
      return seen.recorded?.commit === sha && seen.openPromotion === null;
    },
    PATIENCE,
  );
  const { id } = await service.call('ben', 'POST', '/promotions', {
    environment: 'stage',
    release: sha,
    intent: 'promote',
    version: '1.3.1',
  });
  const view = await service.reaches(id, 'failed', PATIENCE);
  expect(JSON.stringify(view)).toContain('circuit breaker');
  await until('stage is as it was', async () => {
    const { services, rollouts } = await aws();
    const stage = services.find((it: any) => it.site === 'unifocus-stage-api');
    const last = rollouts.findLast((it: any) => it.service === stage.name);
    return last.status === 'SUCCESSFUL' && last.isBack;
  });
});

test('a migration is marked as rolled back by a task beside the service', async () => {
  const run = async (migration: string) => {
    const answer = await service.send(
      'ada',
      'POST',
      '/runbooks/database-rollback',
      {
        environment: 'prod',
        inputs: { migration },
        reason: 'it locks a table',
      },
    );
    return answer;
  };
  expect((await run('not a migration')).body.error.field).toBe(
    'inputs.migration',
  );
  await control('POST', '/aws/next-task', { exitCode: 1 });
  const migration = '20261021090000_teams';
  const first = await run(migration);
  expect(first.status, JSON.stringify(first.body)).toBe(202);
  await waitsFor(first.body.id, 'approval-needed');
  await service.decide('mona', first.body.id);
  const failed = await service.sees(
    first.body.id,
    'an end',
    view => ['failed', 'errored'].includes(view.state),
    PATIENCE,
  );
  expect(JSON.stringify(failed)).toContain('ended with 1');
  const second = await run(migration);
  await waitsFor(second.body.id, 'approval-needed');
  await service.decide('mona', second.body.id);
  await service.reaches(second.body.id, 'succeeded', PATIENCE);
  const { tasks } = await aws();
  expect(tasks.at(-1).command).toEqual([
    'npx',
    'prisma',
    'migrate',
    'resolve',
    '--rolled-back',
    migration,
  ]);
});

test('the API alone goes back to its earlier task definition, and it shows', async () => {
  const asked = await service.call('ada', 'POST', '/runbooks/quick-rollback', {
    environment: 'prod',
    inputs: { definition: 'unifocus-prod-api:1' },
    reason: 'the API is slow',
  });
  await waitsFor(asked.id, 'approval-needed');
  await service.decide('mona', asked.id);
  await service.reaches(asked.id, 'succeeded', PATIENCE);
  await until('the difference is shown', async () => {
    const { drift } = await service.environment('prod');
    return drift;
  });
});

test('an urgent fix of what production runs goes by stage, and wants to be in main too', async () => {
  const call = await githubApi(portal.githubUrl, 'ada');
  const repository = '/repos/acme/unifocus';
  const base = await call('GET', `${repository}/commits/v1.1.1`);
  await call('POST', `${repository}/git/refs`, {
    ref: 'refs/heads/hotfix/critical-fix',
    sha: base.sha,
  });
  const { sha } = await control('POST', '/repos/unifocus/commits', {
    branch: 'hotfix/critical-fix',
    message: 'fix: answer when there is no team',
    files: {
      'api/src/team.js': 'export const teams = [];\n',
      'CHANGELOG.md': '# Changelog\n\n## v1.1.2\n\n- Answers without a team.\n',
    },
    actor: 'ada',
  });
  const build = await until(
    'the fix is built',
    async () => {
      const path = '/releases?kind=build&branch=hotfix/critical-fix';
      const { items } = await service.call('ada', 'GET', path);
      return items.find((it: any) => it.commit === sha && it.artifact);
    },
    PATIENCE,
  );
  expect(build.state).toBe('build');
  const { id } = await service.call('ada', 'POST', '/promotions', {
    environment: 'stage',
    release: sha,
    from: 'source',
    intent: 'promote',
    version: '1.1.2',
  });
  await waitsFor(id, 'checklist-open');
  await workThrough(id, 'stage-validation', IN_STAGE);
  await service.reaches(id, 'succeeded', PATIENCE);
  await runs('stage', 'v1.1.2');
  const release = await until('the reminder', async () => {
    const { items } = await service.call('ada', 'GET', '/releases');
    const found = items.find((it: any) => it.version === '1.1.2');
    return found?.backport && found;
  });
  expect(JSON.stringify(release.backport)).toContain('main');
});

test('GitHub was asked by the book', async () => {
  const report = await control('GET', '/conformance');
  expect(report.violations).toEqual([]);
});
