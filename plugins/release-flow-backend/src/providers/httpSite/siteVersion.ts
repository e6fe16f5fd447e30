import { RE2JS } from 're2js';
import { parsedJson, valueAt } from '../jsonPointer';
import type { HttpSiteConfig } from './httpSiteConfig';

/** What an answer says is served; `undefined` when it names nothing. */
export function siteVersion(
  { pointer, header, pattern }: HttpSiteConfig['version'],
  answer: { headers: Record<string, string>; body: string },
): string | undefined {
  const found = () => {
    if (pointer) return valueAt(parsedJson(answer.body), pointer);
    if (header) return answer.headers[header.toLowerCase()];
    if (pattern) return matched(pattern, answer.body);
    return answer.body;
  };
  const text = found();
  return typeof text === 'string' && text.trim() !== ''
    ? text.trim().slice(0, 200)
    : undefined;
}

/** Says where the version should have been, for people. */
export function versionPlace({
  pointer,
  header,
  pattern,
}: HttpSiteConfig['version']): string {
  if (pointer) return `at ${pointer}`;
  if (header) return `in the header ${header}`;
  return pattern ? 'where the pattern looks' : 'in its body';
}

function matched(pattern: string, text: string): string | undefined {
  const matcher = RE2JS.compile(pattern).matcher(text);
  if (!matcher.find()) return undefined;
  if (pattern.includes('(?<version>') || pattern.includes('(?P<version>')) {
    return matcher.group('version') ?? undefined;
  }
  return matcher.group(matcher.groupCount() > 0 ? 1 : 0) ?? undefined;
}
