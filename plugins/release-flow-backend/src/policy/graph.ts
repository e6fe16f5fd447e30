import type { PathSpec } from 'backstage-plugin-release-flow-common';
import type { Binding } from './binding';

export const SOURCE = 'source';

type Paths = Pick<Binding, 'paths'>;

export function pathsInto(binding: Paths, environment: string): PathSpec[] {
  return binding.paths.filter(path => path.to === environment);
}

export function pathBetween(
  binding: Paths,
  from: string,
  to: string,
): PathSpec | undefined {
  return binding.paths.find(path => path.from === from && path.to === to);
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
