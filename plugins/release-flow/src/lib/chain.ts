import type { PathState } from 'backstage-plugin-release-flow-common';

/** The environments in order, when each has at most one way in and one out. */
export function asChain(
  ids: string[],
  paths: Pick<PathState, 'from' | 'to'>[],
): string[] | undefined {
  if (paths.length !== ids.length - 1) return undefined;
  const next = new Map(paths.map(({ from, to }) => [from, to]));
  const entered = new Set(paths.map(({ to }) => to));
  const starts = ids.filter(id => !entered.has(id));
  if (starts.length !== 1 || next.size !== paths.length) return undefined;
  const chain = [starts[0]];
  while (chain.length <= ids.length) {
    const following = next.get(chain[chain.length - 1]);
    if (!following) break;
    chain.push(following);
  }
  return chain.length === ids.length ? chain : undefined;
}
