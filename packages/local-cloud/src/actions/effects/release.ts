import { resolve } from '../../git/history';
import { createRelease } from '../../github/releaseStore';
import { latestRelease } from '../../github/releaseQueries';
import { releaseNotes } from '../../github/releaseNotes';
import { pushImage } from '../../registry/images';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';
import { deployImage } from './deployImage';

export const release: WorkflowEffects = {
  ci: { seconds: 2 },
  version: { seconds: 1, effect: findNextVersion },
  build: { seconds: 2, effect: buildImage },
  draft: { seconds: 1, effect: draftRelease },
  'deploy-dev': { seconds: 2, effect: deployToDev },
};

function findNextVersion({ repo, run }: JobContext): void {
  const latest = latestRelease(repo)?.tag ?? 'v0.0.0';
  const match = /^v(\d+)\.(\d+)\.(\d+)$/.exec(latest);
  if (!match) throw new JobFailure(`Can't bump '${latest}'`);
  const [major, minor, patch] = match.slice(1).map(Number);
  const next = {
    major: [major + 1, 0, 0],
    minor: [major, minor + 1, 0],
    patch: [major, minor, patch + 1],
  }[run.inputs.bump || 'minor']!;
  const tag = `v${next.join('.')}`;
  if (repo.git.tags[tag] || repo.releases.some(it => it.tag === tag)) {
    throw new JobFailure(`Release ${tag} exists already`);
  }
  run.outputs.tag = tag;
}

function buildImage({ cloud, repo, run }: JobContext): void {
  run.outputs.digest = pushImage(cloud.state, {
    repository: repo.name,
    tags: [run.outputs.tag],
    version: run.outputs.tag,
    revision: run.headSha,
    source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
    created: cloud.now(),
  });
}

function draftRelease({ cloud, repo, run }: JobContext): void {
  const { tag, digest } = run.outputs;
  const previous = latestRelease(repo)?.tag;
  const head = resolve(repo.git, run.headSha)!;
  const notes = releaseNotes(cloud, repo, { tag, previous, head });
  createRelease(cloud, repo, {
    tag,
    targetCommitish: run.headSha,
    name: tag,
    body: `${notes}\n\nImage digest: ${digest}\n`,
    draft: true,
    prerelease: false,
    makeLatest: 'true',
    author: 'github-actions[bot]',
  });
}

function deployToDev(context: JobContext): void {
  deployImage(context, 'dev', context.run.outputs.digest);
}
