import { RE2JS } from 're2js';
import semver from 'semver';

/** What a pattern finds in the whole of a text; `undefined` when it does not match. */
export interface VersionMatch {
  /** Of the group named `version`. */
  version: string | null;
  /** The text up to the end of its version: `v1.2.3` of `v1.2.3-stage`. */
  label: string;
}

export function versionMatch(
  text: string,
  pattern: string,
): VersionMatch | undefined {
  const compiled = RE2JS.compile(pattern);
  const matcher = compiled.matcher(text);
  if (!matcher.matches()) return undefined;
  const named = compiled.namedGroups?.() as Record<string, number> | undefined;
  const group = named?.version;
  const version = group === undefined ? null : matcher.group(group);
  return {
    version: version || null,
    label: version ? text.slice(0, matcher.end(group)) : text,
  };
}

/** Label of a tag by the flow's pattern; `undefined` when the tag is none of this flow's releases. */
export function versionOf(tag: string, pattern: string): string | undefined {
  const match = versionMatch(tag, pattern);
  return match && (match.version ?? tag);
}

/** True for `1.2.3-rc.1`: a version that is not final. */
export function isPrerelease(version: string): boolean {
  return (semverOf(version)?.prerelease.length ?? 0) > 0;
}

export function semverOf(text: string): semver.SemVer | undefined {
  return semver.parse(text.replace(/^v/, '')) ?? undefined;
}

/** Ascending: semantic versions by precedence, date names and others by text. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [semverOf(a), semverOf(b)];
  if (left && right) return semver.compare(left, right);
  return a.localeCompare(b, 'en', { numeric: true });
}

const DATE = /^\d{4}-\d\d-\d\d/;

/** Which of two is newer, where their names say it: both versions, or both dates. */
export function versionOrder(a: string, b: string): number | undefined {
  const isSaid = (semverOf(a) && semverOf(b)) || (DATE.test(a) && DATE.test(b));
  return isSaid ? compareVersions(a, b) : undefined;
}

/** Without the letter that tags and branches put before a semantic version. */
export function plainVersion(text: string): string {
  return semverOf(text) ? text.replace(/^v/, '') : text;
}
