import { parse } from 'yaml';

export interface WorkflowStep {
  name: string;
  uses: string;
  run: string;
  with: Record<string, unknown>;
  condition: string;
}

export interface WorkflowJob {
  id: string;
  environment: string | undefined;
  needs: string[];
  condition: string;
  /** A workflow that it calls. */
  calls: string | undefined;
  grantsIdToken: boolean | undefined;
  steps: WorkflowStep[];
}

/** A workflow file as far as the doctor reads it. */
export interface WorkflowFile {
  file: string;
  text: string;
  events: Record<string, any>;
  inputs: Record<string, { required?: boolean; default?: unknown }>;
  runName: string;
  hasConcurrency: boolean;
  grantsIdToken: boolean | undefined;
  jobs: WorkflowJob[];
}

/** Reads a workflow file, or says why it can't be. */
export function readWorkflowFile(
  file: string,
  text: string,
): WorkflowFile | { problem: string } {
  let document: any;
  try {
    document = parse(text);
  } catch (error) {
    return { problem: String((error as Error).message).split('\n')[0] };
  }
  if (typeof document?.jobs !== 'object' || document.jobs === null) {
    return { problem: 'it has no jobs' };
  }
  const events = eventsOf(document.on);
  return {
    file,
    text,
    events,
    inputs: events.workflow_dispatch?.inputs ?? {},
    runName: String(document['run-name'] ?? ''),
    hasConcurrency: document.concurrency !== undefined,
    grantsIdToken: idToken(document.permissions),
    jobs: Object.entries<any>(document.jobs).map(([id, job]) => ({
      id,
      environment: job?.environment?.name ?? job?.environment ?? undefined,
      needs: [job?.needs ?? []].flat(),
      condition: String(job?.if ?? ''),
      calls: job?.uses,
      grantsIdToken: idToken(job?.permissions),
      steps: (job?.steps ?? []).map(stepOf),
    })),
  };
}

function stepOf(step: any): WorkflowStep {
  return {
    name: String(step?.name ?? ''),
    uses: String(step?.uses ?? ''),
    run: String(step?.run ?? ''),
    with: step?.with ?? {},
    condition: String(step?.if ?? ''),
  };
}

/** `undefined` when nothing is said, so that what is around it counts. */
function idToken(permissions: any): boolean | undefined {
  if (permissions === undefined || permissions === null) return undefined;
  if (typeof permissions === 'string') return permissions === 'write-all';
  return permissions['id-token'] === 'write';
}

function eventsOf(on: any): Record<string, any> {
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) {
    return Object.fromEntries(on.map(event => [event, {}]));
  }
  return Object.fromEntries(
    Object.entries(on ?? {}).map(([event, detail]) => [event, detail ?? {}]),
  );
}

/** Every workflow file that can be read. */
export function readableFiles(
  files: Record<string, string> | undefined,
): WorkflowFile[] {
  return Object.entries(files ?? {}).flatMap(([file, text]) => {
    const read = readWorkflowFile(file, text);
    return 'problem' in read ? [] : [read];
  });
}
