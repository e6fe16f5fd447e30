import type { Binding } from './binding';
import type { SourceConfig } from './gateSchemas';
import { changelogProblem } from './gates/changelog';

type Changelog = NonNullable<SourceConfig['changelog']>;

/** The changelog that some environment asks for, as declared. */
export function changelogOf({
  environments,
}: Pick<Binding, 'environments'>): Changelog | undefined {
  return environments
    .flatMap(({ gates }) => gates)
    .filter(({ type }) => type === 'source')
    .map(gate => (gate as unknown as SourceConfig).changelog)
    .find(Boolean);
}

const VERSION = /v?\d+\.\d+\.\d+(-[\w.]+)?/;
const DATE = /\d{4}-\d{2}-\d{2}/;

/** The heading of a new entry, spelt as the newest one of the file is. */
export function headingLike(
  text: string | undefined,
  version: string,
  date: string,
): string {
  const newest = text
    ?.split(/\r?\n/)
    .find(line => line.startsWith('## ') && VERSION.test(line));
  if (!newest) return `## ${version}`;
  const bare = version.replace(/^v/, '');
  return newest
    .replace(VERSION, found => (found.startsWith('v') ? `v${bare}` : bare))
    .replace(DATE, date);
}

/** The file with the entry before all others, below its title and what is not released yet. */
export function withEntry(
  text: string | undefined,
  heading: string,
  entry: string,
): string {
  const block = `${heading}\n\n${entry.trim()}\n`;
  if (text === undefined || text.trim() === '') {
    return `# Changelog\n\n${block}`;
  }
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex(
    line => line.startsWith('## ') && VERSION.test(line),
  );
  if (first < 0) return `${text.trimEnd()}\n\n${block}`;
  return [...lines.slice(0, first), block, ...lines.slice(first)].join('\n');
}

/** What the flow would still miss, were the entry in the file. */
export function entryProblem(
  changelog: Changelog,
  heading: string,
  entry: string,
): string | undefined {
  return changelogProblem(changelog, withEntry(undefined, heading, entry))
    ?.message;
}
