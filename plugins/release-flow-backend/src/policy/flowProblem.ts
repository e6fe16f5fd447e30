import type {
  BindingError,
  EnvironmentSpec,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { drillRulesOf } from './drill';
import { findRepeated, graphProblem } from './flowGraph';
import { runbookProblem } from './runbookProblem';
import { settingProblem } from './settingProblem';
import { textsOfFlow } from './flowTexts';
import { lookupProblem } from './lookupNames';
import { resolvePattern } from './lookups';
import { compileParameters } from './parameters';
import { patternProblem } from './patterns';
import { sourceProblem } from './sourceProblem';

/** Every look-up has a value of one harmless letter: enough to see whether a pattern compiles. */
const SAMPLE = { service: { name: 'x' }, environment: { id: 'x' } };

function sampleScope(parameters: string[]) {
  return {
    ...SAMPLE,
    parameters: Object.fromEntries(parameters.map(name => [name, 'x'])),
  };
}

function textProblem(
  spec: ReleaseFlowSpec,
  parameters: string[],
): BindingError | undefined {
  const components = spec.artifacts.map(artifact => artifact.component);
  for (const { field, text, groups, ...place } of textsOfFlow(spec)) {
    const message =
      lookupProblem(text, { parameters, components, ...place }) ??
      (groups &&
        patternProblem(resolvePattern(text, sampleScope(parameters)), groups));
    if (message) return { field, message };
  }
  return undefined;
}

function deployProblem(
  environment: EnvironmentSpec,
  index: number,
  artifacts: ReleaseFlowSpec['artifacts'],
): BindingError | undefined {
  const field = `spec.environments[${index}]`;
  const { automatic, manual, rollback } = environment.deploy;
  if (automatic?.by === 'workflow' && !automatic.workflow) {
    return {
      field: `${field}.deploy.automatic.workflow`,
      message: 'Name the workflow file that is dispatched',
    };
  }
  if (automatic && automatic.by !== 'workflow' && automatic.inputs) {
    return {
      field: `${field}.deploy.automatic.inputs`,
      message: `Inputs are given to a workflow, and this is deployed by ${automatic.by}`,
    };
  }
  const mayPutBack = manual?.by === 'target' || Boolean(rollback);
  const imaged = artifacts.find(({ image }) => image !== undefined);
  if (manual?.by === 'branch' && imaged) {
    return {
      field: `${field}.deploy.manual.by`,
      message: `'${imaged.component}' has an image, and bringing its commit onto a branch builds another one; deploy by tag, workflow or target`,
    };
  }
  if (environment.onFailure === 'rollback' && !mayPutBack) {
    return {
      field: `${field}.onFailure`,
      message:
        "An automatic rollback is made by the target's own API: say deploy.manual.by: target, or deploy.rollback.by: target, or onFailure: stop",
    };
  }
  return undefined;
}

function infrastructureProblem(
  spec: ReleaseFlowSpec,
): BindingError | undefined {
  const declared = spec.infrastructure?.environments ?? {};
  const ids = spec.environments.map(({ id }) => id);
  const unknown = Object.keys(declared).find(id => !ids.includes(id));
  if (unknown) {
    return {
      field: `spec.infrastructure.environments.${unknown}`,
      message: `'${unknown}' is not an environment of the flow`,
    };
  }
  const planned = spec.infrastructure?.plannedFor;
  if (planned && !Object.hasOwn(declared, planned)) {
    return {
      field: 'spec.infrastructure.plannedFor',
      message: `spec.infrastructure.environments says nothing of '${planned}'`,
    };
  }
  for (const [index, environment] of spec.environments.entries()) {
    const gate = environment.gates.findIndex(
      ({ type }) => type === 'infrastructure-applied',
    );
    if (gate >= 0 && !Object.hasOwn(declared, environment.id)) {
      return {
        field: `spec.environments[${index}].gates[${gate}]`,
        message: `spec.infrastructure.environments says nothing of '${environment.id}'`,
      };
    }
  }
  return undefined;
}

function drillProblem(spec: ReleaseFlowSpec): BindingError | undefined {
  const ids = spec.environments.map(({ id }) => id);
  const named = drillRulesOf(spec.rollbackDrill)?.environments ?? [];
  const index = named.findIndex(id => !ids.includes(id));
  return index < 0
    ? undefined
    : {
        field: `spec.rollbackDrill.environments[${index}]`,
        message: `'${named[index]}' is not an environment of the flow`,
      };
}

/** What is wrong with a flow as such, whatever is installed; `undefined` when nothing is. */
export function flowProblem(spec: ReleaseFlowSpec): BindingError | undefined {
  let parameters: string[];
  try {
    parameters = compileParameters(spec.parameters).names;
  } catch (error) {
    return { field: 'spec.parameters', message: (error as Error).message };
  }
  const component = findRepeated(spec.artifacts.map(item => item.component));
  if (component) {
    return {
      field: `spec.artifacts[${component.index}].component`,
      message: `There is another component '${component.value}'`,
    };
  }
  const graph = graphProblem(spec);
  if (graph) return graph;
  for (const [index, environment] of spec.environments.entries()) {
    const problem =
      deployProblem(environment, index, spec.artifacts) ??
      settingProblem(environment, index);
    if (problem) return problem;
  }
  return (
    sourceProblem(spec) ??
    infrastructureProblem(spec) ??
    runbookProblem(spec) ??
    drillProblem(spec) ??
    textProblem(spec, parameters)
  );
}
