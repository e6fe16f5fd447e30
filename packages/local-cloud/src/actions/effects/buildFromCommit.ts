import { resolve } from '../../git/history';
import { pushImage } from '../../registry/images';
import { deployImage } from './deployImage';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

export const buildFromCommit: WorkflowEffects = {
  build: { seconds: 3, effect: buildImage },
  'deploy-dev': {
    seconds: 2,
    effect: context => deployImage(context, 'dev', context.run.outputs.digest),
  },
};

function buildImage({ cloud, repo, run }: JobContext): void {
  const commit = resolve(repo.git, run.inputs.ref);
  if (!commit) {
    throw new JobFailure(`A ref named '${run.inputs.ref}' was not found`);
  }
  const safe = run.inputs.ref
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const tag = `ephemeral-${safe}-${commit.sha.slice(0, 7)}`;
  run.outputs.tag = tag;
  run.outputs.digest = pushImage(cloud.state, {
    repository: repo.name,
    tags: [tag],
    version: tag,
    revision: commit.sha,
    source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
    created: cloud.now(),
  });
}
