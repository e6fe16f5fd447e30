import { toError } from '@backstage/errors';
import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { RepositoryRecord, RunRecord } from '../database';
import type { Binding } from '../policy/binding';
import { isPublication } from '../policy/docs';
import { saysItself } from '../policy/runs';
import type { EngineContext } from './context';

/** Runs whose jobs one read of a repository asks for; the rest follow with the next. */
const PER_READ = 5;

/** What infrastructure and docs need to know of runs beyond their names, and of Pages. */
export async function readRunDetails(
  context: EngineContext,
  record: RepositoryRecord,
  bindings: Binding[],
  provider: ProviderContext,
): Promise<void> {
  const { stores, providers } = context;
  const [{ repository }] = bindings;
  const wanted = new Map<string, RunRecord>();
  for (const binding of bindings) {
    for (const run of await unclearRuns(context, record.key, binding)) {
      wanted.set(run.id, run);
    }
  }
  for (const run of [...wanted.values()].slice(0, PER_READ)) {
    const jobs = await providers.codeHost.jobs(repository, run.id, provider);
    await stores.runs.describe(
      run,
      jobs.map(({ name, conclusion }) => ({ name, conclusion })),
    );
  }
  if (bindings.some(({ docs }) => docs)) {
    const pages = await providers.codeHost
      .pages(repository, provider)
      .catch(error => ({ unread: toError(error).message }));
    await stores.repositories.setPages(record.key, pages);
  }
}

async function unclearRuns(
  { stores }: EngineContext,
  key: string,
  { infrastructure, docs }: Binding,
): Promise<RunRecord[]> {
  const unclear: RunRecord[] = [];
  if (infrastructure?.jobName) {
    const { workflow } = infrastructure;
    const runs = await stores.runs.list(key, { workflow, limit: 50 });
    unclear.push(
      ...runs.filter(
        run => !saysItself(run, infrastructure) && !isDescribed(run),
      ),
    );
  }
  if (docs) {
    const { workflow } = docs;
    const runs = await stores.runs.list(key, { workflow, limit: 50 });
    const newest = runs.find(isPublication);
    if (newest?.conclusion === 'failure' && !isDescribed(newest)) {
      unclear.push(newest);
    }
  }
  return unclear;
}

/** Jobs that had not ended when they were read are read again. */
function isDescribed({ jobs, status }: RunRecord): boolean {
  if (!jobs || jobs.length === 0) return false;
  return status !== 'completed' || jobs.every(({ conclusion }) => conclusion);
}
