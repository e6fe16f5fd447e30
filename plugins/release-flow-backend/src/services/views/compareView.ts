import type { CommitView, Compare } from 'backstage-plugin-release-flow-common';
import { minimatch } from 'minimatch';
import type { StoredComparison } from '../../database';
import type { Binding } from '../../policy/binding';
import { readCommit } from '../../policy/conventional';
import { touches } from '../../policy/runs';

const SHOWN = 100;

export function compareView(
  binding: Binding,
  from: string,
  to: string,
  comparison: StoredComparison,
): Compare {
  return {
    from,
    to,
    status: comparison.status,
    ahead: comparison.ahead,
    behind: comparison.behind,
    commits: [...comparison.commits]
      .reverse()
      .slice(0, SHOWN)
      .map(commit => ({
        ...commit,
        message: commit.message.slice(0, 500),
        marks: marksOf(
          binding,
          commit.message,
          comparison.commitFiles?.[commit.sha],
        ),
      })),
    files: comparison.files.length,
    url: comparison.url,
    message: null,
  };
}

export function notReadCompare(
  from: string,
  to: string,
  message: string,
): Compare {
  return {
    from,
    to,
    status: 'not-read',
    ahead: 0,
    behind: 0,
    commits: [],
    files: 0,
    url: null,
    message,
  };
}

export function marksOf(
  binding: Binding,
  message: string,
  files: string[] | undefined,
): CommitView['marks'] {
  const marks: CommitView['marks'] = [];
  const infrastructure = binding.infrastructure?.path;
  if (infrastructure && touches(files, infrastructure)) {
    marks.push('infrastructure');
  }
  const migrations = binding.source.migrations ?? [];
  if (files?.some(file => migrations.some(glob => minimatch(file, glob)))) {
    marks.push('migration');
  }
  if (readCommit(message).isBreaking) marks.push('breaking');
  return marks;
}
