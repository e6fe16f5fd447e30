import path from 'node:path';
import { workflowRecord } from '../../actions/startRun';
import { WORKFLOW_FOLDER } from '../../actions/workflowFile';
import { containerOf, writeOutput } from '../../azure/siteContainers';
import type { Cloud } from '../../cloud';
import { emptyGitStore, writeCommit } from '../../git/objects';
import { pushImage } from '../../registry/images';
import type { Repository } from '../../state/githubModel';
import type { RepositorySettings } from '../../state/settingsModel';
import { SAMPLE_ACCESS } from '../people';
import { filesIn } from '../sampleFiles';

const DAY_MS = 24 * 3600_000;
const FIRST_COMMIT_DAYS = 30;

export const ORDERS_ENVIRONMENTS = [
  'dev-int',
  'future',
  'active',
  'uat',
  'staging',
  'prod',
];

/** A repository whose release branches go through six environments. */
export function ordersRepository(cloud: Cloud): Repository {
  const createdAt = cloud.state.createdAt - FIRST_COMMIT_DAYS * DAY_MS;
  const repo: Repository = {
    id: cloud.nextId(),
    owner: 'acme',
    name: 'orders',
    description: 'Takes orders',
    defaultBranch: 'main',
    createdAt,
    pushedAt: createdAt,
    access: { ...SAMPLE_ACCESS },
    git: emptyGitStore(),
    releases: [],
    environments: [],
    deployments: [],
    workflows: [],
    runs: [],
    hooks: [],
    deliveries: [],
    docs: null,
    settings: ordersSettings(),
  };
  cloud.state.repositories.push(repo);
  addGithubEnvironments(cloud, repo);
  const { name, email } = cloud.person('ada');
  const { sha } = writeCommit(repo.git, {
    parents: [],
    message: 'feat: take orders',
    author: { name, email, at: createdAt },
    files: firstFiles(repo.name),
  });
  repo.git.branches.main = sha;
  repo.git.branches['release/v1.0.0'] = sha;
  const digest = pushImage(cloud.state, {
    repository: repo.name,
    tags: [`sha-${sha}`],
    version: 'v1.0.0',
    revision: sha,
    source: `${cloud.urls.github}/acme/${repo.name}`,
    created: createdAt,
  });
  for (const environment of ORDERS_ENVIRONMENTS) {
    addSite(cloud, repo, { environment, digest, at: createdAt });
  }
  for (const [file] of filesIn(path.join(__dirname, 'workflows'))) {
    workflowRecord(cloud, repo, file).createdAt = createdAt;
  }
  return repo;
}

/** The nine of the flow: an approval has an environment of its own before the one it is for. */
function addGithubEnvironments(cloud: Cloud, repo: Repository): void {
  const asked: Record<string, string[]> = {
    'promotion-approval-uat': ['ben', 'mona'],
    'promotion-approval-staging': ['lars', 'ben'],
    'promotion-approval-prod': ['lars', 'mona', 'raj'],
  };
  for (const name of [...ORDERS_ENVIRONMENTS, ...Object.keys(asked)]) {
    repo.environments.push({
      id: cloud.nextId(),
      name,
      createdAt: repo.createdAt,
      reviewers: asked[name] ?? [],
      preventSelfReview: name in asked,
      waitMinutes: name === 'promotion-approval-prod' ? 15 : 0,
      branches: name === 'prod' ? ['main', 'release/*'] : [],
      tags: [],
    });
  }
}

function ordersSettings(): RepositorySettings {
  const checks = ['Lint', 'Test', 'Security scan'];
  const rule = (pattern: string) => ({
    ...{ pattern, by: 'protection' as const, reviews: 1 },
    ...{ checks, forcePushes: false },
  });
  return {
    rules: [rule('main'), rule('release/*')],
    variables: {},
    secrets: [],
    environmentVariables: {},
    environmentSecrets: Object.fromEntries(
      ['uat', 'staging', 'prod'].map(name => [name, ['PAYMENT_KEY']]),
    ),
    pages: null,
  };
}

function addSite(
  cloud: Cloud,
  repo: Repository,
  {
    environment,
    digest,
    at,
  }: { environment: string; digest: string; at: number },
): void {
  const name = `${repo.name}-${environment}`;
  const resourceGroup = `rg-${repo.name}-${environment}`;
  const isLive = ['staging', 'prod'].includes(environment);
  cloud.state.servicePlans.push({
    ...{ name: `plan-${name}`, resourceGroup },
    ...{ sku: isLive ? 'P1v3' : 'B1', workers: isLive ? 2 : 1 },
  });
  const site = {
    ...{ name, resourceGroup },
    linuxFxVersion: `DOCKER|${cloud.urls.registryHost}/${repo.name}@${digest}`,
    healthCheckPath: '/health',
    settings: { WEBSITES_PORT: '8000', ORDERS_MODE: environment },
    references: [],
    ...{ state: 'Running' as const, healthy: true, failStart: false },
    tellsVersion: environment === 'prod',
    ...{ running: null, starting: null, lastModified: at },
    plan: `plan-${name}`,
    ...{ httpsOnly: true, clientAffinity: false, hasIdentity: true },
    clientId: null,
    output: [],
  };
  cloud.state.sites.push(site);
  const added = cloud.state.sites[cloud.state.sites.length - 1];
  added.running = containerOf(cloud, added.linuxFxVersion);
  writeOutput(cloud, added, 'Application startup complete');
}

function firstFiles(name: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [file, content] of filesIn(path.join(__dirname, 'files'))) {
    files[file] = content
      .replaceAll('__NAME__', name)
      .replaceAll('__FLOW__', 'six-environments');
  }
  for (const [file, content] of filesIn(path.join(__dirname, 'workflows'))) {
    files[WORKFLOW_FOLDER + file] = content;
  }
  return files;
}
