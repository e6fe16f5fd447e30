import type {
  BindingError,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { findRepeated } from './flowGraph';

/** Gates that judge a release, or a way to move it: a runbook has neither. */
const OF_RELEASES = [
  'source',
  'proven-upstream',
  'artifact-available',
  'checks',
];

/** What is wrong with the runbooks of a flow; `undefined` when nothing is. */
export function runbookProblem({
  runbooks = [],
  environments,
  artifacts,
  source,
}: ReleaseFlowSpec): BindingError | undefined {
  const repeated = findRepeated(runbooks.map(({ id }) => id));
  if (repeated) {
    return {
      field: `spec.runbooks[${repeated.index}].id`,
      message: `There is another runbook '${repeated.value}'`,
    };
  }
  for (const [index, runbook] of runbooks.entries()) {
    const field = `spec.runbooks[${index}]`;
    const unknown = runbook.environments.findIndex(
      id => !environments.some(environment => environment.id === id),
    );
    if (unknown >= 0) {
      return {
        field: `${field}.environments[${unknown}]`,
        message: `'${runbook.environments[unknown]}' is not an environment of the flow`,
      };
    }
    if (!runbook.run && runbook.steps.length === 0) {
      return { field, message: 'A runbook has steps, or something to run' };
    }
    const gate = runbook.gates.findIndex(({ type }) =>
      OF_RELEASES.includes(type),
    );
    if (gate >= 0) {
      return {
        field: `${field}.gates[${gate}]`,
        message: `A runbook brings no release, so '${runbook.gates[gate].type}' has nothing to judge`,
      };
    }
    const { run } = runbook;
    if (
      run?.by === 'task' &&
      !artifacts.some(({ component }) => component === run.component)
    ) {
      return {
        field: `${field}.run.component`,
        message: `'${run.component}' is not a component of the flow's artifact`,
      };
    }
    if (runbook.onlyWithMigrations && !source.migrations) {
      return {
        field: `${field}.onlyWithMigrations`,
        message: 'Say what migrations are: spec.source.migrations',
      };
    }
  }
  return undefined;
}
