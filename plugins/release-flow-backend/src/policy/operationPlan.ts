import type {
  Artifact,
  Plan,
  RunbookSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import { RE2JS } from 're2js';
import type { ReleaseRecord } from '../database/records';
import type { Binding, BoundEnvironment } from './binding';
import { resolveDeep } from './lookups';
import { promotionScope, resolveCall, type PlanSubject } from './plan';

/** What runs in the environment: what a runbook's look-ups may name. */
export interface Running {
  artifact: Artifact | null;
  commit: string | null;
  release: Pick<ReleaseRecord, 'tag' | 'version' | 'critical'> | null;
}

const subjectOf = (id: string, running?: Running): PlanSubject => ({
  promotionId: id,
  intent: 'redeploy',
  emergency: false,
  from: null,
  artifact: running?.artifact ?? null,
  commit: running?.commit ?? null,
  gitRef: null,
  release: running?.release ?? null,
  base: null,
});

/** Nothing is brought anywhere, so only what is sent and what comes before it are planned. */
function planOf(
  binding: Binding,
  environment: BoundEnvironment,
  id: string,
  deployer: Record<string, unknown>,
  gates: TypedConfig[],
): Plan {
  return {
    promotionId: id,
    serviceUid: binding.service.uid,
    environment: environment.id,
    intent: 'redeploy',
    emergency: false,
    from: null,
    artifact: null,
    commit: null,
    target: environment.target,
    deployer,
    gates,
    verifications: [],
    onFailure: { action: 'stop', to: null },
    base: null,
  };
}

/** What exactly a runbook will do. Throws `LookupError`. */
export function runbookPlan(
  binding: Binding,
  environment: BoundEnvironment,
  {
    id,
    runbook,
    inputs,
    running,
  }: {
    id: string;
    runbook: RunbookSpec;
    inputs: Record<string, string>;
    running: Running;
  },
): Plan {
  const { run } = runbook;
  const scope = {
    ...promotionScope(binding, environment, subjectOf(id, running)),
    input: inputs,
  };
  const gates = runbook.gates.map(
    gate => resolveDeep(gate, scope) as TypedConfig,
  );
  const named = { runbook: runbook.id };
  if (run?.by === 'task') {
    const { by, component, within } = run;
    const command = resolveDeep(run.command, scope);
    const deployer = { by, ...named, component, command, within };
    return planOf(binding, environment, id, deployer, gates);
  }
  if (run?.by === 'workflow') {
    const deployer = { by: run.by, ...named, ...resolveCall(run, scope) };
    return planOf(binding, environment, id, deployer, gates);
  }
  throw new Error(`Runbook ${runbook.id} only guides`);
}

/** What exactly a plan or apply will do. An apply in production respects freezes. */
export function infrastructurePlan(
  binding: Binding,
  environment: BoundEnvironment,
  { id, command }: { id: string; command: string },
): Plan {
  const declared = binding.infrastructure!;
  const names = declared.inputs ?? {
    command: 'command',
    environment: 'environment',
  };
  const call = resolveCall(
    {
      workflow: declared.workflow,
      inputs: {
        [names.command]: command,
        [names.environment]: declared.environments[environment.id],
      },
      correlationInput: declared.correlationInput,
    },
    promotionScope(binding, environment, subjectOf(id)),
  );
  const isFreezable = command === 'apply' && environment.tier === 'production';
  const freeze = environment.gates.find(({ type }) => type === 'freeze');
  return planOf(
    binding,
    environment,
    id,
    { by: 'workflow', infrastructure: command, ...call },
    isFreezable ? [freeze ?? { type: 'freeze' }] : [],
  );
}

/** What is wrong with the inputs a person gave a runbook; `undefined` when nothing is. */
export function inputProblem(
  declared: NonNullable<RunbookSpec['inputs']>,
  given: Record<string, string>,
): { field: string; message: string } | undefined {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const known = Object.keys(declared).join(', ') || 'none';
    return {
      field: `inputs.${name}`,
      message: `the runbook has no such input; it has ${known}`,
    };
  }
  for (const [name, { title, values, pattern }] of Object.entries(declared)) {
    const field = `inputs.${name}`;
    if (!Object.hasOwn(given, name) || given[name] === '') {
      return { field, message: `give a value for ${title}` };
    }
    if (values && !values.includes(given[name])) {
      return { field, message: `must be one of ${values.join(', ')}` };
    }
    if (pattern && !RE2JS.compile(pattern).matches(given[name])) {
      return { field, message: `must match ${pattern}` };
    }
  }
  return undefined;
}
