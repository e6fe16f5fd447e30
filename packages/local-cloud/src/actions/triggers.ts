import type { Cloud } from '../cloud';
import { changedFiles } from '../git/difference';
import { resolve } from '../git/history';
import type { Repository } from '../state/githubModel';
import { startRun, workflowRecord } from './startRun';
import type { WorkflowDefinition } from './workflowFile';
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
    if (workflowRecord(cloud, repo, file).disabled) continue;
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
  runPushed(cloud, repo, `refs/heads/${push.branch}`, push.actor, filter =>
    // A filter of tags alone leaves branches out.
    filter.branches || !filter.tags
      ? matchesAny(filter.branches, [push.branch]) &&
        matchesAny(filter.paths, paths)
      : false,
  );
}

/** Paths are not looked at where a tag is pushed. */
export function runWorkflowsOnTag(
  cloud: Cloud,
  repo: Repository,
  tag: string,
  actor: string,
): void {
  runPushed(cloud, repo, `refs/tags/${tag}`, actor, filter =>
    filter.tags || !filter.branches ? matchesAny(filter.tags, [tag]) : false,
  );
}

function runPushed(
  cloud: Cloud,
  repo: Repository,
  ref: string,
  actor: string,
  isMeant: (filter: NonNullable<WorkflowDefinition['push']>) => boolean,
): void {
  const commit = resolve(repo.git, ref);
  if (!commit) return;
  for (const file of workflowFiles(commit)) {
    const workflow = readWorkflow(repo, commit, file)!;
    if (!workflow.push || !isMeant(workflow.push)) continue;
    startRun(cloud, repo, workflow, { event: 'push', ref, commit, actor });
  }
}

function matchesAny(globs: string[] | undefined, values: string[]): boolean {
  if (!globs) return true;
  return globs.some(glob =>
    values.some(value => globToRegExp(glob).test(value)),
  );
}

/** As GitHub reads them: `[ ]`, `+` and `?` mean what they do in regular expressions. */
function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.^${}()|\\]/g, '\\$&')
    .replace(/\*\*/g, '\0')
    .replace(/\*/g, '[^/]*')
    .replace(/\0/g, '.*');
  return new RegExp(`^${source}$`);
}
