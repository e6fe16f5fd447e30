import type { AutomaticDeploy } from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from '../binding';

/** What a flow wants of one workflow file. */
export interface WorkflowUse {
  file: string;
  /** For people, such as `deploys prd`. */
  purpose: string;
  environment?: string;
  /** Names of the inputs that we send, when we start it. */
  inputs?: string[];
  correlationInput?: string;
  /** The event that starts it without us. */
  event?: AutomaticDeploy['on'];
  /** We start it for this event, so GitHub must not. */
  notOn?: AutomaticDeploy['on'];
  deploys: boolean;
}

interface Call {
  workflow?: string;
  file?: string;
  inputs?: Record<string, string>;
  correlationInput?: string;
}

/** Every workflow that a service's flow starts or waits for. */
export function workflowUses(binding: Binding): WorkflowUse[] {
  const { source, infrastructure, docs, runbooks = [] } = binding;
  const uses: WorkflowUse[] = [];
  const start = (
    call: Call,
    purpose: string,
    more: Partial<WorkflowUse> = {},
  ) => uses.push({ ...dispatched(call), purpose, deploys: false, ...more });
  if (source.create) start(source.create, 'makes releases', { deploys: true });
  if (source.ephemeral) {
    start(source.ephemeral, 'builds branches', { deploys: true });
  }
  binding.environments.forEach(environment => {
    uses.push(...deployerUses(environment), ...automaticUses(environment));
    for (const verification of environment.verify) {
      if (verification.type !== 'workflow') continue;
      start(verification as unknown as Call, `verifies ${environment.id}`, {
        environment: environment.id,
      });
    }
  });
  if (infrastructure) {
    const { command, environment } = infrastructure.inputs ?? {
      command: 'command',
      environment: 'environment',
    };
    start(
      {
        workflow: infrastructure.workflow,
        inputs: { [command]: '', [environment]: '' },
        correlationInput: infrastructure.correlationInput,
      },
      'applies infrastructure',
    );
  }
  if (docs) start(docs, 'publishes the documentation');
  for (const { run, title } of runbooks) {
    if (run?.by === 'workflow') start(run, `runs “${title}”`);
  }
  return uses;
}

function dispatched(call: Call) {
  const { correlationInput } = call;
  return {
    file: (call.workflow ?? call.file)!,
    inputs: [
      ...Object.keys(call.inputs ?? {}),
      ...(correlationInput ? [correlationInput] : []),
    ],
    correlationInput,
  };
}

function deployerUses({ id, deploy }: BoundEnvironment): WorkflowUse[] {
  const { manual } = deploy;
  const purpose = `deploys ${id}`;
  const shared = { purpose, environment: id, deploys: true };
  switch (manual?.by) {
    case 'workflow':
      return [{ ...dispatched(manual), ...shared }];
    case 'tag':
    case 'branch':
      return (manual.workflows ?? []).map(file => ({
        ...shared,
        file,
        event: manual.by === 'tag' ? 'tag' : 'push',
      }));
    default:
      return [];
  }
}

function automaticUses({ id, deploy }: BoundEnvironment): WorkflowUse[] {
  const { automatic } = deploy;
  if (!automatic) return [];
  const shared = {
    purpose: `deploys ${id} by itself`,
    environment: id,
    deploys: true,
  };
  const files = [automatic.workflow, ...(automatic.alsoWorkflows ?? [])];
  return files
    .filter(file => file !== undefined)
    .map(file => {
      if (automatic.by === 'workflow') {
        const own = dispatched({ ...automatic, workflow: file });
        return { ...shared, ...own, notOn: automatic.on };
      }
      // A draft is no event of GitHub's: the run that makes it deploys it.
      const event =
        automatic.on === 'release-drafted' ? undefined : automatic.on;
      return { ...shared, file, event };
    });
}
