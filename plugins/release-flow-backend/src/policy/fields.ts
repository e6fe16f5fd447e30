import type { BindingError } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';

type Path = ReadonlyArray<PropertyKey>;
type Issue = z.core.$ZodIssue;

/** A path as people write it: `spec.environments[2].target.site`. */
export function fieldPath(prefix: string, path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, prefix);
}

/** Of a union's branches, the one that got furthest says what was meant. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const candidates = issue.errors.map(branch => {
    const first = deepest(branch[0]);
    return { ...first, path: [...issue.path, ...first.path] } as Issue;
  });
  const depth = issue.path.length;
  return (
    candidates.find(
      candidate =>
        candidate.path.length > depth && candidate.code === 'invalid_value',
    ) ??
    candidates.find(candidate => candidate.path.length > depth) ??
    issue
  );
}

/** The first thing a schema has against a value, with the field. */
export function firstIssue(error: z.ZodError, prefix: string): BindingError {
  const issue = deepest(error.issues[0]);
  const field = fieldPath(prefix, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return {
      field: fieldPath(field, [issue.keys[0]]),
      message: `'${issue.keys[0]}' is not a known field`,
    };
  }
  if (/ received undefined$/.test(issue.message)) {
    return { field, message: 'is required' };
  }
  return { field, message: issue.message };
}
