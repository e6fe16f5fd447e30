import type { RunRecord } from '../database/records';

const PUBLISHING = ['release', 'workflow_dispatch'];

/** The site reflects releases: only a release or a person moves it. */
export function isPublication({ event }: Pick<RunRecord, 'event'>): boolean {
  return PUBLISHING.includes(event);
}

export interface DocsProblem {
  code: 'pages-not-by-actions' | 'publication-failed' | 'pages-not-read';
  message: string;
}

/** Why the docs did not get out, and what mends it; `undefined` when they did. Pure. */
export function docsProblem(
  failed: RunRecord | undefined,
  pages: { source: 'workflow' | 'branch' | null } | { unread: string } | null,
): DocsProblem | undefined {
  if (pages && 'source' in pages && pages.source !== 'workflow') {
    const now =
      pages.source === null
        ? 'This repository has no Pages site'
        : 'Pages publishes from a branch here';
    return {
      code: 'pages-not-by-actions',
      message: `${now}, so publishing the docs fails with 404. Once, in the repository's settings, open Pages and set Source to GitHub Actions; then publish the docs.`,
    };
  }
  if (!failed) return undefined;
  const job = failed.jobs?.find(
    ({ conclusion }) =>
      conclusion && !['success', 'skipped'].includes(conclusion),
  )?.name;
  return {
    code: 'publication-failed',
    message: `The newest publication failed${job ? ` in the job '${job}'` : ''}. Read its log in GitHub, then publish the docs again.`,
  };
}
