import type { PathSpec } from 'backstage-plugin-release-flow-common';
import { matchesBranch } from './accepts';
import type { Binding } from './binding';

export const SOURCE = 'source';

type Paths = Pick<Binding, 'paths'>;

export function pathsInto(binding: Paths, environment: string): PathSpec[] {
  return binding.paths.filter(path => path.to === environment);
}

/** What of a release decides which paths it may take: a path may be for builds of one branch. */
export type Traveller = { branch?: string | null } | null;

/** The paths into an environment that are for a release or build; all of them for nobody. */
export function pathsFor(
  binding: Paths,
  environment: string,
  traveller?: Traveller,
): PathSpec[] {
  const paths = pathsInto(binding, environment);
  return traveller === undefined
    ? paths
    : paths.filter(
        ({ branch }) => !branch || matchesBranch(branch, traveller?.branch),
      );
}

export function pathBetween(
  binding: Paths,
  from: string,
  to: string,
  traveller?: Traveller,
): PathSpec | undefined {
  return pathsFor(binding, to, traveller).find(path => path.from === from);
}

/** Says that there is no way, and for what. */
export function noPath(
  from: string,
  title: string,
  traveller: Traveller | undefined,
): string {
  const what = traveller?.branch ? ` for builds of ${traveller.branch}` : '';
  return `The flow has no path from ${from} to ${title}${what}.`;
}

/** Environments an artifact passes on its way into this one, nearest first. */
export function upstreamOf(binding: Binding, environment: string): string[] {
  const seen: string[] = [];
  const queue = [environment];
  while (queue.length > 0) {
    const current = queue.shift()!;
    for (const path of pathsInto(binding, current)) {
      if (path.from !== SOURCE && !seen.includes(path.from)) {
        seen.push(path.from);
        queue.push(path.from);
      }
    }
  }
  return seen;
}
