import { registerDefinition } from '../../aws/ecs/definitions';
import { definitionArn, requireDefinition } from '../../aws/ecs/names';
import {
  advanceRollouts,
  beginRollout,
  rolloutsOf,
} from '../../aws/ecs/rollouts';
import { pushImage } from '../../registry/images';
import { deployStaticSite, findStaticSite } from '../../sites/staticSites';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

const LOOKS = 10;
const NAME = /^deploy-(api|web)-(dev|stage|prod)\.yml$/;

/** `rollback-api.yml`, and `deploy-{api,web}-{dev,stage,prod}.yml`. */
export const unifocusWorkflows: Record<string, WorkflowEffects> = {
  'rollback-api.yml': { rollback: { seconds: 2, effect: setDefinition } },
  ...Object.fromEntries(
    ['dev', 'stage', 'prod'].flatMap(environment => [
      [
        `deploy-api-${environment}.yml`,
        {
          approve: { seconds: 1 },
          build: { seconds: 2, effect: buildImage },
          deploy: { seconds: 2, effect: deployApi },
          stable: { seconds: 4, effect: requireStable },
        },
      ],
      [
        `deploy-web-${environment}.yml`,
        {
          approve: { seconds: 1 },
          deploy: { seconds: 2, effect: deployWeb },
        },
      ],
    ]),
  ),
};

function setDefinition({ cloud, repo, run }: JobContext): void {
  const { environment, definition: wanted } = run.inputs;
  const name = `${repo.name}-${environment}-api`;
  const service = cloud.state.aws.services.find(it => it.site === name);
  const definition = cloud.state.aws.definitions.find(
    it => `${it.family}:${it.revision}` === wanted && it.family === name,
  );
  if (!service || !definition) {
    throw new JobFailure(`No task definition ${wanted} of ${name}`);
  }
  beginRollout(cloud, service, definitionArn(cloud, definition));
}

function buildImage({ cloud, repo, run }: JobContext): void {
  const repository = `${repo.name}-api`;
  const tag = `sha-${run.headSha}`;
  const known = cloud.state.registry[repository]?.tags[tag];
  if (known) {
    cloud.state.registry[repository].tags.latest = known;
    return;
  }
  pushImage(cloud.state, {
    repository,
    tags: [tag, 'latest'],
    version: run.headBranch,
    revision: run.headSha,
    source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
    created: cloud.now(),
  });
}

function deployApi({ cloud, repo, run }: JobContext): void {
  const environment = environmentOf(run.file);
  const name = `${repo.name}-${environment}-api`;
  const image = `${repo.name}-api`;
  const digest = cloud.state.registry[image]?.tags[`sha-${run.headSha}`];
  if (!digest) throw new JobFailure(`No image of ${run.headSha} in ${image}`);
  const service = cloud.state.aws.services.find(it => it.site === name);
  if (!service) throw new JobFailure(`No service for ${name}`);
  const current = requireDefinition(cloud, service.definition);
  const next = registerDefinition(cloud, {
    ...current,
    tags: [],
    containers: current.containers.map(it => ({
      ...it,
      // Dev runs whatever was pushed last, by its tag.
      image: `${cloud.urls.registryHost}/${image}${environment === 'dev' ? ':latest' : `@${digest}`}`,
    })),
  });
  beginRollout(cloud, service, definitionArn(cloud, next));
}

/** What the service runs may be what ran before: then ECS took the new one back. */
function requireStable({ cloud, repo, run }: JobContext): void {
  const name = `${repo.name}-${environmentOf(run.file)}-api`;
  const service = cloud.state.aws.services.find(it => it.site === name)!;
  const rollout = rolloutsOf(cloud, service).findLast(it => !it.isBack);
  // The step waits as long as it takes.
  for (let look = 0; look < LOOKS; look += 1) {
    if (rollout?.status !== 'IN_PROGRESS') break;
    rollout.dueAt = cloud.workNow();
    advanceRollouts(cloud);
  }
  if (rollout?.status === 'SUCCESSFUL') return;
  throw new JobFailure(
    `${service.name}: ${rollout?.status}. ${rollout?.reason ?? ''}`,
  );
}

function deployWeb({ cloud, repo, run }: JobContext): void {
  const name = `${repo.name}-${environmentOf(run.file)}-web`;
  const site = findStaticSite(cloud, name);
  if (!site) throw new JobFailure(`No site ${name}`);
  deployStaticSite(
    cloud,
    site,
    { commit: run.headSha, version: run.headBranch },
    {
      via: 'workflow',
      principal: `${run.file} #${run.number}`,
      correlation: run.inputs.correlation_id || null,
    },
  );
}

function environmentOf(file: string): string {
  return NAME.exec(file)![2];
}
