import { parse } from 'yaml';
import type { Commit } from '../state/gitModel';
import type { Repository } from '../state/githubModel';

export const WORKFLOW_FOLDER = '.github/workflows/';

export interface WorkflowInput {
  type: 'string' | 'choice' | 'boolean' | 'number' | 'environment';
  description: string;
  required: boolean;
  default: string;
  options: string[];
}

export interface JobDefinition {
  key: string;
  name: string;
  needs: string[];
  condition: string | undefined;
  environment: string | undefined;
  steps: string[];
}

export interface WorkflowDefinition {
  file: string;
  name: string;
  runName: string | undefined;
  /** `undefined` when the file has no `workflow_dispatch`. */
  dispatchInputs: Record<string, WorkflowInput> | undefined;
  releaseTypes: string[];
  push: { branches?: string[]; tags?: string[]; paths?: string[] } | undefined;
  concurrency: string | undefined;
  jobs: JobDefinition[];
}

export function workflowFiles(commit: Commit): string[] {
  return Object.keys(commit.tree)
    .filter(path => path.startsWith(WORKFLOW_FOLDER))
    .map(path => path.slice(WORKFLOW_FOLDER.length))
    .filter(file => /\.ya?ml$/.test(file))
    .sort();
}

/** The workflow file as it stands at a commit; `undefined` when it is not there. */
export function readWorkflow(
  repo: Repository,
  commit: Commit,
  file: string,
): WorkflowDefinition | undefined {
  const blob = commit.tree[WORKFLOW_FOLDER + file];
  return blob ? parseWorkflow(file, repo.git.blobs[blob]) : undefined;
}

export function parseWorkflow(
  file: string,
  content: string,
): WorkflowDefinition {
  const document = parse(content);
  const on = triggersOf(document.on);
  return {
    file,
    name: document.name ?? WORKFLOW_FOLDER + file,
    runName: document['run-name'],
    dispatchInputs:
      'workflow_dispatch' in on ? inputsOf(on.workflow_dispatch) : undefined,
    releaseTypes: on.release?.types ?? ('release' in on ? ['published'] : []),
    push: 'push' in on ? (on.push ?? {}) : undefined,
    concurrency: document.concurrency?.group ?? document.concurrency,
    jobs: Object.entries<any>(document.jobs).map(([key, job]) => ({
      key,
      name: job.name ?? key,
      needs: [job.needs ?? []].flat(),
      condition: job.if === undefined ? undefined : String(job.if),
      environment: job.environment?.name ?? job.environment,
      steps: (job.steps ?? []).map(
        (step: any) => step.name ?? `Run ${step.uses ?? 'script'}`,
      ),
    })),
  };
}

function triggersOf(on: any): Record<string, any> {
  if (typeof on === 'string') return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map(e => [e, null]));
  return on ?? {};
}

function inputsOf(dispatch: any): Record<string, WorkflowInput> {
  return Object.fromEntries(
    Object.entries<any>(dispatch?.inputs ?? {}).map(([name, input]) => [
      name,
      {
        type: input?.type ?? 'string',
        description: input?.description ?? name,
        required: input?.required ?? false,
        default: String(input?.default ?? ''),
        options: (input?.options ?? []).map(String),
      },
    ]),
  );
}
