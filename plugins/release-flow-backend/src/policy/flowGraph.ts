import type {
  BindingError,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { SOURCE } from './graph';

type Spec = Pick<ReleaseFlowSpec, 'environments' | 'paths'>;

/** First value that occurs twice, with its second position. */
export function findRepeated(
  values: string[],
): { value: string; index: number } | undefined {
  const index = values.findIndex((value, i) => values.indexOf(value) < i);
  return index < 0 ? undefined : { value: values[index], index };
}

function badPath(spec: Spec): BindingError | undefined {
  const known = new Set(spec.environments.map(({ id }) => id));
  for (const [index, { from, to }] of spec.paths.entries()) {
    const field = `spec.paths[${index}]`;
    if (from !== SOURCE && !known.has(from)) {
      return {
        field: `${field}.from`,
        message: `'${from}' is neither an environment of the flow nor 'source'`,
      };
    }
    if (!known.has(to)) {
      return {
        field: `${field}.to`,
        message: `'${to}' is not an environment of the flow`,
      };
    }
  }
  const repeated = findRepeated(
    spec.paths.map(({ from, to, branch }) => `${from} ${to} ${branch ?? ''}`),
  );
  return (
    repeated && {
      field: `spec.paths[${repeated.index}]`,
      message: 'This path is declared twice',
    }
  );
}

/**
 * Length of the longest way from the source to each environment; an environment on or behind a
 * cycle, or without a way, has none.
 */
export function ranksOf(spec: Spec): Map<string, number> {
  const ranks = new Map<string, number>([[SOURCE, 0]]);
  const waiting = new Map(
    spec.environments.map(({ id }) => [
      id,
      spec.paths.filter(path => path.to === id).map(path => path.from),
    ]),
  );
  let settled = true;
  while (settled) {
    settled = false;
    for (const [id, froms] of waiting) {
      if (froms.length === 0 || !froms.every(from => ranks.has(from))) continue;
      ranks.set(id, Math.max(...froms.map(from => ranks.get(from)!)) + 1);
      waiting.delete(id);
      settled = true;
    }
  }
  ranks.delete(SOURCE);
  return ranks;
}

function isReachable(spec: Spec, id: string): boolean {
  const seen = new Set<string>();
  const queue = [id];
  while (queue.length > 0) {
    const current = queue.pop()!;
    if (current === SOURCE) return true;
    if (seen.has(current)) continue;
    seen.add(current);
    queue.push(
      ...spec.paths.filter(path => path.to === current).map(path => path.from),
    );
  }
  return false;
}

/** What is wrong with the graph, or `undefined`. */
export function graphProblem(spec: Spec): BindingError | undefined {
  const ids = spec.environments.map(({ id }) => id);
  const repeated = findRepeated(ids);
  if (repeated) {
    return {
      field: `spec.environments[${repeated.index}].id`,
      message: `There is another environment '${repeated.value}'`,
    };
  }
  const reserved = ids.indexOf(SOURCE);
  if (reserved >= 0) {
    return {
      field: `spec.environments[${reserved}].id`,
      message: `'${SOURCE}' means where releases come from; choose another id`,
    };
  }
  const path = badPath(spec);
  if (path) return path;
  const unreachable = ids.find(id => !isReachable(spec, id));
  if (unreachable) {
    return {
      field: 'spec.paths',
      message: `No way leads from the source to '${unreachable}'`,
    };
  }
  const ranks = ranksOf(spec);
  const circling = ids.filter(id => !ranks.has(id));
  if (circling.length > 0) {
    return {
      field: 'spec.paths',
      message: `The paths run in a circle: ${circling.join(', ')}. A way back is a rollback and needs no path.`,
    };
  }
  return undefined;
}
