import type {
  BindingError,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { buildBranches } from './branches';

/** What is asked of branches that the source makes no builds of. */
export function sourceProblem(spec: ReleaseFlowSpec): BindingError | undefined {
  const index = spec.environments.findIndex(
    ({ deploy }) => deploy.automatic?.on === 'push',
  );
  if (index < 0 || buildBranches(spec.source).length > 0) return undefined;
  return {
    field: 'spec.source.branches',
    message: `${spec.environments[index].id} starts on a push: name the branches whose commits are builds`,
  };
}
