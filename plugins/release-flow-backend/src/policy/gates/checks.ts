import { isRead, type CheckFact, type Fact } from '../facts';
import type { ChecksConfig } from '../gateSchemas';
import { blocked, passed, unread, waiting, type Verdict } from './result';

const GOOD = new Set(['success', 'neutral', 'skipped']);

export function checksTitle({ names }: ChecksConfig): string {
  return `Checks ${names.join(', ')}`;
}

/**
 * Checks of the commit, by name: a deploying workflow's own jobs are checks of the commit too, and
 * a gate that asked for all would wait for what waits for it.
 */
export function judgeChecks(
  config: ChecksConfig,
  checks: Fact<CheckFact[]> | undefined,
  commit: string | null,
): Verdict {
  const title = checksTitle(config);
  if (!commit || !checks) {
    return waiting(title, 'no-commit', 'The commit is not known yet.');
  }
  if (!isRead(checks)) return unread(title, title, checks.unread);
  const found = checks.value;
  const wanted = config.names;
  const evidence = found
    .filter(({ name }) => wanted.includes(name))
    .map(
      ({ name, status, conclusion, url }) =>
        `${name}: ${conclusion ?? status}${url ? ` ${url}` : ''}`,
    );
  const short = commit.slice(0, 7);
  const missing = wanted.filter(
    wish => !found.some(({ name }) => name === wish),
  );
  if (missing.length > 0) {
    return waiting(
      title,
      'check-missing',
      `${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} not reported on ${short}.`,
      { evidence },
    );
  }
  const relevant = found.filter(({ name }) => wanted.includes(name));
  const failed = relevant.filter(
    ({ status, conclusion }) =>
      status === 'completed' && !GOOD.has(conclusion ?? ''),
  );
  if (failed.length > 0) {
    return {
      ...blocked(
        title,
        'check-failed',
        `${failed.map(({ name, conclusion }) => `${name} (${conclusion})`).join(', ')} on ${short}. Mend it, or run it again.`,
        { evidence },
      ),
      about: `failed checks ${failed.map(({ name }) => name).join(', ')}`,
    };
  }
  const running = relevant.filter(({ status }) => status !== 'completed');
  if (running.length > 0) {
    return waiting(
      title,
      'check-running',
      `${running.map(({ name }) => name).join(', ')} on ${short} is not done.`,
      { evidence },
    );
  }
  return passed(
    title,
    'checks-passed',
    `${relevant.length} ${relevant.length === 1 ? 'check' : 'checks'} passed on ${short}`,
    { evidence },
  );
}
