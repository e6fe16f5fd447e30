import type { Plan } from 'backstage-plugin-release-flow-common';
import type { FreezeRecord } from '../../database/records';
import type { BoundEnvironment } from '../binding';
import { freezeAt, windowsAround, type Span } from '../freezes';
import type { FreezeConfig } from '../gateSchemas';
import { passed, waiting, type Verdict } from './result';

export const TITLE = 'No freeze';
export const WINDOW_TITLE = 'Deployment window is open';

interface ActiveFreeze {
  freeze: FreezeRecord;
  span: Span;
}

/** Freezes that cover the deployment, and the windows its flow leaves open. */
export function judgeFreeze(
  config: FreezeConfig,
  freezes: FreezeRecord[],
  plan: Plan,
  environment: Pick<BoundEnvironment, 'rollback'>,
  now: string,
): Verdict {
  const active = freezes.flatMap((freeze): ActiveFreeze[] => {
    const { active: span } = freezeAt(freeze, now);
    return span ? [{ freeze, span }] : [];
  });
  const ignores =
    plan.intent === 'rollback' &&
    environment.rollback.during === 'freeze-ignored';
  const stopping = active.filter(
    ({ freeze }) => !ignores || freeze.kind === 'stop-the-line',
  );
  const window =
    config.windows && !ignores ? judgeWindows(config.windows, now) : undefined;
  if (stopping.length > 0) {
    return alsoClosed(frozen(stopping), window);
  }
  if (window) return window;
  return passed(
    TITLE,
    active.length > 0 ? 'freeze-ignored' : 'no-freeze',
    active.length > 0
      ? `The flow lets rollbacks through ${active[0].freeze.title}`
      : 'No freeze covers this now',
  );
}

/** What a person overrides is everything that stops it now. */
function alsoClosed(verdict: Verdict, window: Verdict | undefined): Verdict {
  if (!window?.about) return verdict;
  return {
    ...verdict,
    message: `${verdict.message} ${window.message}`,
    about: `${verdict.about}; ${window.about}`,
  };
}

function frozen(stopping: ActiveFreeze[]): Verdict {
  const [{ freeze, span }] = [...stopping].sort((a, b) =>
    (b.span.until ?? '9').localeCompare(a.span.until ?? '9'),
  );
  const end = span.until
    ? `until ${span.until}`
    : 'until somebody ends it on the freezes page';
  return {
    ...waiting(
      TITLE,
      freeze.kind === 'stop-the-line' ? 'line-stopped' : 'frozen',
      `${freeze.title} ${end}: ${freeze.reason}`,
      {
        evidence: stopping.map(
          ({ freeze: { title, by } }) => `${title}, declared by ${by}`,
        ),
        nextCheckAt: span.until,
      },
    ),
    about: `freeze ${stopping
      .map(({ freeze: { id } }) => id)
      .sort()
      .join(' ')}`,
  };
}

function judgeWindows(
  windows: NonNullable<FreezeConfig['windows']>,
  now: string,
): Verdict {
  const title = WINDOW_TITLE;
  const around = windows.map(window => windowsAround(window, now));
  const open = around.flatMap(({ open: span }) => span ?? []);
  if (open.length > 0) {
    return passed(title, 'window-open', `Open until ${open[0].until}`);
  }
  const [nextAt] = around.map(window => window.nextAt).sort();
  return {
    ...waiting(
      title,
      'window-closed',
      `The next deployment window opens at ${nextAt}.`,
      { nextCheckAt: nextAt },
    ),
    about: `windows before ${nextAt}`,
  };
}
