import type { OperationRecord, ReleaseRecord, RunRecord } from '../database';
import {
  repositoryKey,
  type Binding,
  type BoundEnvironment,
} from '../policy/binding';
import type { EngineContext } from './context';
import { failedJob } from './workflowRuns';

const RUNS_LOOKED_AT = 30;
const WELL = new Set(['success', 'neutral', 'skipped']);

/** A run that the same event started, and that said no: what is expected will not come. */
export async function failedStart(
  context: EngineContext,
  binding: Binding,
  { deploy }: BoundEnvironment,
  { releaseId, via, label }: OperationRecord,
): Promise<{ run: RunRecord; message: string } | undefined> {
  const { stores, settings } = context;
  const { automatic } = deploy;
  if (!automatic || automatic.on !== via || !releaseId) return undefined;
  const release = await stores.releases.get(releaseId);
  if (!release) return undefined;
  const workflows = [automatic.workflow, ...(automatic.alsoWorkflows ?? [])];
  for (const workflow of workflows) {
    if (!workflow) continue;
    const runs = await stores.runs.list(repositoryKey(binding.repository), {
      workflow,
      limit: RUNS_LOOKED_AT,
    });
    const run = runs.find(found => isOfEvent(found, via, release));
    if (run?.status !== 'completed' || WELL.has(run.conclusion ?? '')) continue;
    const job = await failedJob(context, binding, run, {
      signal: AbortSignal.timeout(settings.readTimeoutMs),
    });
    return {
      run,
      message: `${workflow} ended as ${run.conclusion} for ${label}${job ? `: ${job}` : ''}. Mend it and run it again; what it deploys then is seen.`,
    };
  }
  return undefined;
}

/** GitHub names the tag where a branch stands when a tag was pushed or a release published. */
function isOfEvent(
  { event, branch, sha }: RunRecord,
  via: string,
  { commit, branch: own, tag, tags }: ReleaseRecord,
): boolean {
  if (sha !== commit) return false;
  const isNamed = branch === tag || tags.some(({ name }) => name === branch);
  if (via === 'push') return event === 'push' && branch === own;
  if (via === 'tag') return event === 'push' && isNamed;
  return via === 'release-published' && event === 'release' && isNamed;
}
