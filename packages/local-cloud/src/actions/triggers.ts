import type { Cloud } from '../cloud';
import { changedFiles } from '../git/difference';
import { resolve } from '../git/history';
import type { Repository } from '../state/githubModel';
import { startRun } from './startRun';
import { readWorkflow, workflowFiles } from './workflowFile';

export function runWorkflowsOnPublish(
  cloud: Cloud,
  repo: Repository,
  tag: string,
  actor: string,
): void {
  const commit = resolve(repo.git, `refs/tags/${tag}`);
  if (!commit) return;
  for (const file of workflowFiles(commit)) {
    const workflow = readWorkflow(repo, commit, file)!;
    if (!workflow.releaseTypes.includes('published')) continue;
    startRun(cloud, repo, workflow, {
      event: 'release',
      ref: `refs/tags/${tag}`,
      commit,
      actor,
      releaseTag: tag,
    });
  }
}

export function runWorkflowsOnPush(
  cloud: Cloud,
  repo: Repository,
  push: { branch: string; before: string | undefined; actor: string },
): void {
  const commit = resolve(repo.git, `refs/heads/${push.branch}`);
  if (!commit) return;
  const before = push.before ? repo.git.commits[push.before].tree : {};
  const paths = changedFiles(repo.git, before, commit.tree).map(it => it.path);
  for (const file of workflowFiles(commit)) {
    const workflow = readWorkflow(repo, commit, file)!;
    const filter = workflow.push;
    if (!filter) continue;
    if (!matchesAny(filter.branches, [push.branch])) continue;
    if (!matchesAny(filter.paths, paths)) continue;
    startRun(cloud, repo, workflow, {
      event: 'push',
      ref: `refs/heads/${push.branch}`,
      commit,
      actor: push.actor,
    });
  }
}

function matchesAny(globs: string[] | undefined, values: string[]): boolean {
  if (!globs) return true;
  return globs.some(glob =>
    values.some(value => globToRegExp(glob).test(value)),
  );
}

function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*/g, '\0')
    .replace(/\*/g, '[^/]*')
    .replace(/\0/g, '.*');
  return new RegExp(`^${source}$`);
}
