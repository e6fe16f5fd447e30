import type {
  BindingError,
  ReleaseFlowSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type { TargetProvider } from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import { parseWithDurations } from './durationParameters';
import { firstIssue } from './fields';
import type { Flow } from './flow';
import { ranksOf } from './flowGraph';
import { groupProblem, onlyWatched } from './groups';
import { compileParameters, type ParametersSchema } from './parameters';

export type InstalledTarget = Pick<
  TargetProvider,
  'schema' | 'targetKey' | 'targetKeys' | 'nameOf' | 'deploy' | 'runTask'
>;

/** What flows may name here: the built-in kinds and those of installed modules. */
export interface Installed {
  targets: ReadonlyMap<string, InstalledTarget>;
  gates: ReadonlyMap<string, z.ZodType>;
  verifications: ReadonlyMap<string, z.ZodType>;
  deployers: ReadonlyMap<string, z.ZodType>;
}

/** A flow checked against what is installed, ready to bind services to. */
export interface PreparedFlow {
  flow: Flow;
  parameters: ParametersSchema;
  ranks: Map<string, number>;
}

export type PreparedFlowResult =
  { prepared: PreparedFlow } | { error: BindingError };

class BadField extends Error {
  constructor(readonly error: BindingError) {
    super(error.message);
  }
}

function checkInstalled(
  what: string,
  type: string,
  installed: ReadonlyMap<string, unknown>,
  field: string,
) {
  if (installed.has(type)) return;
  throw new BadField({
    field,
    message: `'${type}' is no installed ${what}. Installed: ${[...installed.keys()].sort().join(', ') || 'none'}.`,
  });
}

function parseAll(
  what: string,
  configs: TypedConfig[],
  schemas: ReadonlyMap<string, z.ZodType>,
  field: string,
): TypedConfig[] {
  return configs.map((config, index) =>
    parseOne(what, config, schemas, `${field}[${index}]`),
  );
}

function parseOne(
  what: string,
  config: TypedConfig,
  schemas: ReadonlyMap<string, z.ZodType>,
  at: string,
): TypedConfig {
  checkInstalled(what, config.type, schemas, `${at}.type`);
  const result = schemas.get(config.type)!.safeParse(config);
  if (!result.success) throw new BadField(firstIssue(result.error, at));
  return result.data as TypedConfig;
}

function checkDeployer(
  { deployer, config }: { deployer: string; config: unknown },
  deployers: ReadonlyMap<string, z.ZodType>,
  field: string,
) {
  checkInstalled('deployer', deployer, deployers, `${field}.deployer`);
  const result = deployers.get(deployer)!.safeParse(config);
  if (!result.success) {
    throw new BadField(firstIssue(result.error, `${field}.config`));
  }
}

function checkTasks(
  environments: string[],
  spec: ReleaseFlowSpec,
  targets: Installed['targets'],
  field: string,
) {
  for (const { id, target } of spec.environments) {
    if (environments.includes(id) && !targets.get(target.type)?.runTask) {
      throw new BadField({
        field,
        message: `A target of type '${target.type}', as ${id} has, runs no tasks; use a workflow`,
      });
    }
  }
}

function prepareSpec(
  spec: ReleaseFlowSpec,
  { targets, gates, verifications, deployers }: Installed,
): ReleaseFlowSpec {
  const environments = spec.environments.map((environment, index) => {
    const field = `spec.environments[${index}]`;
    const { type } = environment.target;
    checkInstalled('target', type, targets, `${field}.target.type`);
    const unfit = groupProblem(environment.target, spec.artifacts, targets);
    if (unfit) {
      throw new BadField({
        field: `${field}.target.${unfit.field}`,
        message: unfit.message,
      });
    }
    const { automatic, manual, rollback: back } = environment.deploy;
    const watched = onlyWatched(environment.target, targets);
    if (watched) {
      if ([manual?.by, automatic?.by, back?.by].includes('target')) {
        throw new BadField({
          field: `${field}.deploy`,
          message: `A target of type '${watched}' can be watched, not deployed to`,
        });
      }
    }
    if (manual?.by === 'module') {
      checkDeployer(manual, deployers, `${field}.deploy.manual`);
    }
    const { rollback } = environment;
    return {
      ...environment,
      gates: parseAll('gate', environment.gates, gates, `${field}.gates`),
      verify: environment.verify.map((verification, position) =>
        parseWithDurations(verification, config =>
          parseOne(
            'verification',
            config,
            verifications,
            `${field}.verify[${position}]`,
          ),
        ),
      ),
      rollback:
        typeof rollback.gates === 'string'
          ? rollback
          : {
              ...rollback,
              gates: parseAll(
                'gate',
                rollback.gates,
                gates,
                `${field}.rollback.gates`,
              ),
            },
    };
  });
  const paths = spec.paths.map((path, index) => ({
    ...path,
    ...(path.gates && {
      gates: parseAll('gate', path.gates, gates, `spec.paths[${index}].gates`),
    }),
  }));
  const runbooks = spec.runbooks?.map((runbook, index) => {
    const field = `spec.runbooks[${index}]`;
    if (runbook.run?.by === 'task') {
      checkTasks(runbook.environments, spec, targets, `${field}.run`);
    }
    return {
      ...runbook,
      gates: parseAll('gate', runbook.gates, gates, `${field}.gates`),
    };
  });
  return { ...spec, environments, paths, ...(runbooks && { runbooks }) };
}

/** Checks what a flow names against what is installed. */
export function prepareFlow(
  flow: Flow,
  installed: Installed,
): PreparedFlowResult {
  try {
    return {
      prepared: {
        flow: { ...flow, spec: prepareSpec(flow.spec, installed) },
        parameters: compileParameters(flow.spec.parameters),
        ranks: ranksOf(flow.spec),
      },
    };
  } catch (error) {
    if (error instanceof BadField) return { error: error.error };
    throw error;
  }
}
