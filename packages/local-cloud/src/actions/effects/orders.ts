import { resolve } from '../../git/history';
import { pushImage } from '../../registry/images';
import { deployImage } from './deployImage';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

/** The seven, where `source` stands for a branch, and back to what an environment ran before. */
const PATHS = [
  'source dev-int',
  'source future',
  'source active',
  'dev-int future',
  'dev-int active',
  'future active',
  'active uat',
  'active staging',
  'uat staging',
  'staging prod',
];

/** Six environments: built by branch, moved by `promote-release.yml`. */
export const ordersWorkflows: Record<string, WorkflowEffects> = {
  'build.yml': { build: { seconds: 2, effect: build } },
  'deploy-dev-int.yml': {
    build: { seconds: 2, effect: build },
    deploy: {
      seconds: 2,
      effect: context => deploy(context, context.run.headSha, 'dev-int'),
    },
  },
  'deploy.yml': {
    deploy: {
      seconds: 2,
      effect: context =>
        deploy(
          context,
          context.run.inputs.release,
          context.run.inputs.environment,
        ),
    },
  },
  'promote-release.yml': {
    validate: { seconds: 1, effect: validate },
    promote: {
      seconds: 2,
      effect: context =>
        deploy(context, context.run.inputs.release, context.run.inputs.target),
    },
  },
};

function build({ cloud, repo, run }: JobContext): void {
  const tag = `sha-${run.headSha}`;
  if (cloud.state.registry[repo.name]?.tags[tag]) return;
  pushImage(cloud.state, {
    repository: repo.name,
    tags: [tag],
    version: run.headBranch,
    revision: run.headSha,
    source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
    created: cloud.now(),
  });
}

function validate({ run }: JobContext): void {
  const { source, target } = run.inputs;
  if (source !== target && !PATHS.includes(`${source} ${target}`)) {
    throw new JobFailure(`No path leads from ${source} to ${target}`);
  }
}

function deploy(context: JobContext, release: string, environment: string) {
  const { cloud, repo } = context;
  const sha = resolve(repo.git, release)?.sha;
  const digest = cloud.state.registry[repo.name]?.tags[`sha-${sha}`];
  if (!digest) throw new JobFailure(`There is no image of ${release}`);
  deployImage(context, environment, digest);
}
