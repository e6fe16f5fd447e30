import type { LogLine } from 'backstage-plugin-release-flow-node';

const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?)\s+(.*)$/;

/** Lines of a container's log, oldest first. A line without a time belongs to the one before it. */
export function logLines(
  text: string,
  { since, limit }: { since?: string; limit: number },
): LogLine[] {
  const lines: LogLine[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, at, rest] = STAMP.exec(line) ?? [];
    if (at) lines.push({ at: instantOf(at), text: rest });
    else if (line.trim() && lines.length > 0) {
      lines.push({ at: lines[lines.length - 1].at, text: line });
    }
  }
  const after = since ? new Date(since).toISOString() : '';
  return lines.filter(({ at }) => at >= after).slice(-limit);
}

function instantOf(stamp: string): string {
  return new Date(stamp.endsWith('Z') ? stamp : `${stamp}Z`).toISOString();
}
