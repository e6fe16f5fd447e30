import type { Fact } from '../facts';
import { isRead } from '../facts';
import type { ChecksConfig } from '../gateSchemas';
import type { HostCheck } from '../../providers/types';
import { blocked, passed, unread, waiting, type Verdict } from './result';

const GOOD = new Set(['success', 'neutral', 'skipped']);

/** Checks of the commit: all that are named, else all that there are. */
export function judgeChecks(
  config: ChecksConfig,
  checks: Fact<HostCheck[]> | undefined,
  commit: string | null,
): Verdict {
  const title = config.names
    ? `Checks ${config.names.join(', ')}`
    : 'Checks of the commit';
  if (!commit || !checks) {
    return waiting(title, 'no-commit', 'The commit is not known yet.');
  }
  if (!isRead(checks)) return unread(title, title, checks.unread);
  const found = checks.value;
  const wanted = config.names ?? found.map(({ name }) => name);
  const evidence = found
    .filter(({ name }) => wanted.includes(name))
    .map(
      ({ name, status, conclusion, url }) =>
        `${name}: ${conclusion ?? status}${url ? ` ${url}` : ''}`,
    );
  const short = commit.slice(0, 7);
  if (wanted.length === 0) {
    return waiting(
      title,
      'no-checks',
      `Nothing has checked ${short} yet. Run the checks on it.`,
    );
  }
  const missing = wanted.filter(
    wish => !found.some(({ name }) => name === wish),
  );
  if (missing.length > 0) {
    return waiting(
      title,
      'check-missing',
      `${missing.join(', ')} has not reported on ${short}.`,
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
