import { RE2JS } from 're2js';
import type { SourceConfig } from '../gateSchemas';

type Changelog = NonNullable<SourceConfig['changelog']>;

/** What a changelog lacks, or `undefined` when it has the entry with all its sections. */
export function changelogProblem(
  { file, heading, sections }: Changelog,
  text: string | undefined,
): { code: string; message: string } | undefined {
  if (text === undefined) {
    return { code: 'changelog-missing', message: `There is no ${file}.` };
  }
  const lines = text.split(/\r?\n/);
  const pattern = RE2JS.compile(heading);
  const start = lines.findIndex(line => pattern.matcher(line).find());
  if (start < 0) {
    return {
      code: 'changelog-entry-missing',
      message: `${file} has no line like ${heading}. Add an entry for this release.`,
    };
  }
  const level = /^#*/.exec(lines[start])![0].length;
  const length = lines
    .slice(start + 1)
    .findIndex(
      line => /^#+/.test(line) && /^#*/.exec(line)![0].length <= level,
    );
  const entry = lines.slice(
    start + 1,
    length < 0 ? undefined : start + 1 + length,
  );
  if (!entry.some(line => line.trim() !== '' && !line.startsWith('#'))) {
    return {
      code: 'changelog-entry-empty',
      message: `The entry of this release in ${file} says nothing.`,
    };
  }
  const headings = entry
    .filter(line => line.startsWith('#'))
    .map(line =>
      line
        .replace(/^#+\s*/, '')
        .trim()
        .toLowerCase(),
    );
  const missing = sections.filter(
    section => !headings.includes(section.toLowerCase()),
  );
  return missing.length > 0
    ? {
        code: 'changelog-section-missing',
        message: `The entry of this release in ${file} lacks ${missing.join(', ')}.`,
      }
    : undefined;
}
