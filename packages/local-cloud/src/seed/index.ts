import { emptyAws } from '../aws/awsModel';
import type { Cloud } from '../cloud';
import type { CloudState } from '../state/cloudModel';
import type { Repository } from '../state/githubModel';
import { clarityRepository } from './clarity';
import { SAMPLE_CHANGELOG } from './history';
import { ordersRepository } from './orders';
import { addPastRuns } from './pastRuns';
import { samplePeople } from './people';
import { sampleRepository } from './repository';
import { unifocusRepository } from './unifocus';
import { addSites, SUBSCRIPTION_ID } from './sites';

export const MACHINE_TOKEN = 'local-token-release-flow';
export const WEBHOOK_SECRET = 'local-webhook-secret';

const WEBHOOK_EVENTS = [
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'push',
  'release',
  'workflow_run',
];

export function emptyState(now: number): CloudState {
  return {
    format: 1,
    createdAt: now,
    nextId: 1000,
    ports: [],
    clock: { scale: 1, advancedMs: 0 },
    people: samplePeople(),
    tokens: {
      [MACHINE_TOKEN]: {
        login: 'release-flow-bot',
        scopes: ['repo', 'workflow'],
        kind: 'machine',
        used: 0,
        windowStart: now,
      },
    },
    sessions: {},
    oauthCodes: {},
    repositories: [],
    registry: {},
    blobs: {},
    subscriptionId: SUBSCRIPTION_ID,
    sites: [],
    servicePlans: [],
    staticSites: [],
    siteChanges: [],
    armTokens: {},
    render: [],
    aws: emptyAws(),
    faults: [],
    log: [],
  };
}

/** Fills an empty cloud with the sample organisation, and with `more` services of its first flow. */
export function seedSample(
  cloud: Cloud,
  webhookUrl: string,
  more: string[] = [],
): void {
  const backend = sampleRepository(cloud, {
    name: 'qfa-backend',
    description: 'Answers questions from the field, with citations',
    flow: 'azure-three-stage',
  });
  const reports = sampleRepository(cloud, {
    name: 'qfa-reports',
    description: 'Weekly reports on questions and feedback',
    flow: 'azure-three-stage-reviewed',
    protectedBy: { reviewers: ['mona', 'lars'], preventSelfReview: true },
  });
  const moderation = sampleRepository(cloud, {
    name: 'qfa-moderation',
    description: 'Decides which questions and answers are shown',
    flow: 'azure-trusted',
    upcoming: SAMPLE_CHANGELOG,
  });
  const others = more.map(name =>
    sampleRepository(cloud, {
      name,
      description: 'One more service like the first',
      flow: 'azure-three-stage',
    }),
  );
  for (const repo of [backend, reports, moderation, ...others]) {
    addSites(cloud, repo);
    addPastRuns(cloud, repo);
    addWebhook(cloud, repo, webhookUrl);
  }
  addWebhook(cloud, clarityRepository(cloud), webhookUrl);
  addWebhook(cloud, unifocusRepository(cloud), webhookUrl);
  addWebhook(cloud, ordersRepository(cloud), webhookUrl);
}

function addWebhook(cloud: Cloud, repo: Repository, url: string): void {
  repo.hooks.push({
    id: cloud.nextId(),
    url,
    secret: WEBHOOK_SECRET,
    events: WEBHOOK_EVENTS,
    active: true,
    createdAt: repo.createdAt,
    updatedAt: repo.createdAt,
  });
}
