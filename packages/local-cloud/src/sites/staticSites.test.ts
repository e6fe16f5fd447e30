import { deployFiles } from '../actions/effects/deployFiles';
import { JobFailure } from '../actions/effects';
import type { JobContext } from '../actions/effects/effect';
import { Cloud } from '../cloud';
import { emptyState } from '../seed';
import { staticSiteAnswer } from './staticSiteAnswers';
import { addStaticSite, findStaticSite } from './staticSites';

const [OLD, NEW] = ['a1'.repeat(20), 'b2'.repeat(20)];

function cloudWithSite(): Cloud {
  const cloud = new Cloud(emptyState(Date.now()));
  addStaticSite(cloud, {
    name: 'shop-web-stage',
    commit: OLD,
    version: 'v1.2.3',
    headers: { 'x-frame-options': 'DENY' },
  });
  return cloud;
}

const runIn = (cloud: Cloud) =>
  ({
    cloud,
    repo: { name: 'shop' },
    run: {
      file: 'deploy-web-stage.yml',
      number: 7,
      headSha: NEW,
      headBranch: 'staging',
      releaseTag: null,
      inputs: { correlation_id: 'ours' },
    },
  }) as unknown as JobContext;

const answer = (cloud: Cloud, path: string) =>
  staticSiteAnswer(findStaticSite(cloud, 'SHOP-web-stage')!, path);

it('serves what a workflow copied to it', () => {
  const cloud = cloudWithSite();
  expect(answer(cloud, '/version.json').body).toContain(OLD);
  deployFiles(runIn(cloud), { part: 'web', environment: 'stage' });
  expect(JSON.parse(String(answer(cloud, '/version.json').body))).toEqual({
    commit: NEW,
    version: 'staging',
  });
  expect(cloud.state.siteChanges).toEqual([
    expect.objectContaining({
      site: 'shop-web-stage',
      from: OLD,
      to: NEW,
      via: 'workflow',
      correlation: 'ours',
    }),
  ]);
});

it('fails the job that has no site to copy to', () => {
  const context = runIn(cloudWithSite());
  expect(() =>
    deployFiles(context, { part: 'web', environment: 'prod' }),
  ).toThrow(JobFailure);
});

it.each([
  ['/login', 200],
  ['/', 200],
  ['/health', 200],
  ['/app.js', 404],
])(
  'answers %s with %d, its headers and nothing while it is ill',
  (path, status) => {
    const cloud = cloudWithSite();
    expect(answer(cloud, path)).toMatchObject({
      status,
      headers: { 'x-frame-options': 'DENY' },
    });
    cloud.state.staticSites[0].healthy = false;
    expect(answer(cloud, path).status).toBe(503);
  },
);
