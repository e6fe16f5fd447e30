import { RE2JS } from 're2js';
import semver from 'semver';

/** Label of a tag by the flow's pattern; `undefined` when the tag is none of this flow's releases. */
export function versionOf(tag: string, pattern: string): string | undefined {
  const matcher = RE2JS.compile(pattern).matcher(tag);
  if (!matcher.matches()) return undefined;
  const named = RE2JS.compile(pattern).namedGroups?.() as
    Record<string, number> | undefined;
  const group = named?.version;
  return (group === undefined ? undefined : matcher.group(group)) ?? tag;
}

/** Ascending: semantic versions by precedence, date names and others by text. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map(text =>
    semver.parse(text.replace(/^v/, '')),
  );
  if (left && right) return semver.compare(left, right);
  return a.localeCompare(b, 'en', { numeric: true });
}
