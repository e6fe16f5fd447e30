import type {
  EnvironmentState,
  ServiceState,
} from 'backstage-plugin-release-flow-common';

/** What runs here: our own record, else what was seen, else what was said. */
export function labelOf(environment: EnvironmentState): string | undefined {
  const { ephemeral, recorded, observed, declared } = environment;
  return (
    ephemeral?.ref ??
    recorded?.label ??
    observed.label ??
    declared?.label ??
    undefined
  );
}

/** Whether it takes drafts or ephemeral builds; `accepts` is worded for people. */
export function takes(
  environment: EnvironmentState,
  what: 'draft' | 'ephemeral',
): boolean {
  return environment.accepts.some(text => text.split(' ', 1)[0] === what);
}

/** Whether it lets in builds of some branch. */
export function takesBuilds({ accepts }: EnvironmentState): boolean {
  return accepts.some(text => text.startsWith('branch:'));
}

/** Whether commits of branches may be promoted, beside releases. */
export function hasBuilds({ environments }: ServiceState): boolean {
  return environments.some(takesBuilds);
}
