import type { Commit } from '../state/gitModel';

type Tree = Commit['tree'];

/** The files of both sides since `base`; `undefined` where both changed one file differently. */
export function mergeTrees(
  base: Tree,
  ours: Tree,
  theirs: Tree,
): Tree | undefined {
  const merged = { ...ours };
  for (const path of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    if (theirs[path] === base[path] || theirs[path] === ours[path]) continue;
    if (ours[path] !== base[path]) return undefined;
    if (theirs[path]) merged[path] = theirs[path];
    else delete merged[path];
  }
  return merged;
}
