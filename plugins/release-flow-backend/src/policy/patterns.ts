import { RE2JS } from 're2js';

const MAX_LENGTH = 500;

/** Why a pattern can't be used, or `undefined`. Patterns run in linear time: RE2 without look-around. */
export function patternProblem(
  pattern: string,
  groups: string[] = [],
): string | undefined {
  if (pattern.length > MAX_LENGTH) {
    return `is longer than ${MAX_LENGTH} characters`;
  }
  try {
    const known = RE2JS.compile(pattern).namedGroups();
    const missing = groups.filter(group => !Object.hasOwn(known, group));
    return missing.length > 0
      ? `needs a group named ${missing.join(' and ')}`
      : undefined;
  } catch (error) {
    return `is no RE2 pattern: ${(error as Error).message}`;
  }
}

/** Test of a whole text against a pattern. */
export function fullMatcher(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return text => compiled.matches(text);
}
