import { Button } from '@backstage/ui';
import {
  RiCalendarLine,
  RiForbid2Line,
  RiRepeatLine,
  RiSnowflakeLine,
} from '@remixicon/react';
import type { FreezeView } from 'backstage-plugin-release-flow-common';
import { describeRecurrence, phaseOf } from '../../lib/freezeWords';
import { formatMoment } from '../../lib/time';
import { Ago, Person, Pill } from '../common';
import { ScopeText } from './ScopeText';
import styles from './Freezes.module.css';

function iconOf({ kind, active }: FreezeView) {
  if (kind === 'stop-the-line') return <RiForbid2Line aria-hidden />;
  if (active) return <RiSnowflakeLine aria-hidden />;
  return kind === 'recurring' ? (
    <RiRepeatLine aria-hidden />
  ) : (
    <RiCalendarLine aria-hidden />
  );
}

function State({ freeze }: { freeze: FreezeView }) {
  const { activeUntil, nextAt, kind } = freeze;
  switch (phaseOf(freeze)) {
    case 'active':
      return (
        <Pill tone={kind === 'stop-the-line' ? 'negative' : 'warning'}>
          {activeUntil ? (
            <>
              Active, ends <Ago at={activeUntil} />
            </>
          ) : (
            'Active'
          )}
        </Pill>
      );
    case 'planned':
      return (
        <Pill>
          Begins <Ago at={nextAt!} />
        </Pill>
      );
    default:
      return <Pill>Over</Pill>;
  }
}

/** When it holds: once, or again and again. */
function When({ freeze }: { freeze: FreezeView }) {
  const { kind, recurrence, from, until, activeUntil, nextAt } = freeze;
  if (kind === 'stop-the-line') {
    return <>Since {formatMoment(from)}, until somebody ends it</>;
  }
  if (recurrence) {
    return (
      <>
        {describeRecurrence(recurrence)}
        {activeUntil && `; now until ${formatMoment(activeUntil)}`}
        {nextAt && `; next ${formatMoment(nextAt)}`}
        {until && `; for the last time before ${formatMoment(until)}`}
      </>
    );
  }
  return (
    <>
      {formatMoment(from)}
      {until && ` to ${formatMoment(until)}`}
    </>
  );
}

/** A freeze: what it covers, when, why and by whom. */
export function FreezeItem(props: {
  freeze: FreezeView;
  onEnd: (() => void) | undefined;
}) {
  const { freeze, onEnd } = props;
  const { title, reason, scope, by, at, ended, kind } = freeze;
  const phase = phaseOf(freeze);
  return (
    <li
      className={styles.item}
      data-testid={`freeze-${phase}`}
      data-kind={kind}
      data-active={freeze.active ? 'true' : undefined}
    >
      <span className={styles.icon}>{iconOf(freeze)}</span>
      <div className={styles.itemText}>
        <h3 className={styles.itemTitle}>
          {title}
          <State freeze={freeze} />
        </h3>
        <div>
          Covers <ScopeText scope={scope} />
        </div>
        <div>
          <When freeze={freeze} />
        </div>
        <div className={styles.secondary}>
          “{reason}” · declared by <Person actor={by} /> <Ago at={at} />
        </div>
        {ended && (
          <div className={styles.secondary}>
            Ended by <Person actor={ended.by} /> <Ago at={ended.at} />: “
            {ended.reason}”
          </div>
        )}
      </div>
      {onEnd && phase !== 'over' && (
        <Button
          size="small"
          variant="secondary"
          aria-label={
            kind === 'stop-the-line'
              ? `Start the line again: ${title}`
              : `End ${title}`
          }
          onPress={onEnd}
        >
          {kind === 'stop-the-line' ? 'Start the line again…' : 'End…'}
        </Button>
      )}
    </li>
  );
}
