import { RE2JS } from 're2js';
import type { Binding } from './binding';
import type { ReleaseRecord } from '../database/records';
import { plainVersion, versionMatch, type VersionMatch } from './versions';

type Source = Pick<Binding['source'], 'branches' | 'hotfix'>;

/** Patterns of the branches whose commits are builds. */
export function buildBranches({ branches, hotfix }: Source): string[] {
  return [...(branches ?? []), ...(hotfix ? [hotfix.branch] : [])];
}

/** The first pattern's match of a branch; `undefined` when its commits are no builds. */
export function branchMatch(
  source: Source,
  branch: string,
): VersionMatch | undefined {
  for (const pattern of buildBranches(source)) {
    const match = versionMatch(branch, pattern);
    if (match) return match;
  }
  return undefined;
}

export function isHotfix(
  { hotfix }: Source,
  branch: string | null | undefined,
): boolean {
  return Boolean(
    hotfix && branch && RE2JS.compile(hotfix.branch).matches(branch),
  );
}

/** What a person reads: the version its branch is named by, else branch and commit. */
export function buildLabel(
  branch: string,
  commit: string,
  match: VersionMatch,
): string {
  return match.version ?? `${branch}@${commit.slice(0, 7)}`;
}

/** The version that its branch is named by, else its label: a build has none of its own. */
export function buildVersion(label: string, { version }: VersionMatch): string {
  return version ? plainVersion(version) : label;
}

/** The version of a release, or of a build whose branch is named by one. */
export function versionSaid(
  release:
    | (Pick<ReleaseRecord, 'version'> & Partial<Pick<ReleaseRecord, 'branch'>>)
    | null
    | undefined,
): string | undefined {
  const isLabel =
    release?.branch && release.version.startsWith(`${release.branch}@`);
  return isLabel ? undefined : release?.version;
}

/** What every match of a pattern begins with, as far as that is plain text. */
export function literalPrefix(pattern: string): string {
  const text = pattern.replace(/^\^/, '');
  if (hasAlternatives(text)) return '';
  let prefix = '';
  let index = 0;
  while (index < text.length) {
    const isEscaped = text[index] === '\\';
    const literal = isEscaped ? (text[index + 1] ?? '') : text[index];
    const isPlain = isEscaped
      ? /^[^A-Za-z0-9]$/.test(literal)
      : /^[\w/@#%&:;,<>=!~`'" -]$/.test(literal);
    if (!isPlain) break;
    index += isEscaped ? 2 : 1;
    if (/^[?*{]/.test(text.slice(index))) break;
    prefix += literal;
  }
  return prefix;
}

/** Alternatives outside of a group; an escaped bar is none. */
function hasAlternatives(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '(') depth += 1;
    else if (text[index] === ')') depth -= 1;
    else if (text[index] === '|' && depth === 0) return true;
  }
  return false;
}

/** As few prefixes as find every branch of the patterns. */
export function prefixesOf(patterns: string[]): string[] {
  const prefixes = [...new Set(patterns.map(literalPrefix))].sort(
    (a, b) => a.length - b.length,
  );
  return prefixes.filter(
    (prefix, index) =>
      !prefixes.slice(0, index).some(shorter => prefix.startsWith(shorter)),
  );
}
