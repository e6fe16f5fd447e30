import { VisuallyHidden } from '@backstage/ui';
import {
  RiArrowGoBackLine,
  RiCheckLine,
  RiCloseLine,
  RiLoader4Line,
  RiSkipForwardMiniLine,
  RiStopMiniLine,
} from '@remixicon/react';
import type { Step } from 'backstage-plugin-release-flow-common';
import { useNow } from '../../hooks/clock';
import { formatDuration } from '../../lib/time';
import { External } from './External';
import { Sentence } from './Sentence';
import styles from './Checks.module.css';

const LOOK = {
  pending: { word: 'Not started', className: 'pending', Icon: undefined },
  running: { word: 'Running', className: 'running', Icon: RiLoader4Line },
  done: { word: 'Done', className: 'passed', Icon: RiCheckLine },
  failed: { word: 'Failed', className: 'blocked', Icon: RiCloseLine },
  skipped: {
    word: 'Skipped',
    className: 'pending',
    Icon: RiSkipForwardMiniLine,
  },
} as const;

/** How long a step took, takes or usually takes. */
function StepTime({ step }: { step: Step }) {
  const now = useNow(1_000);
  const usually =
    step.usuallyMs === null ? '' : `usually ${formatDuration(step.usuallyMs)}`;
  if (step.startedAt && step.finishedAt) {
    const took = Date.parse(step.finishedAt) - Date.parse(step.startedAt);
    return <>{formatDuration(took)}</>;
  }
  if (step.startedAt && step.state === 'running') {
    const running = formatDuration(now - Date.parse(step.startedAt));
    return <>{usually ? `${running}, ${usually}` : running}</>;
  }
  return <>{step.state === 'pending' ? usually : ''}</>;
}

/** What will happen, happens or has happened, and what if it fails. */
export function StepList(props: {
  steps: Step[];
  /** Left out when it is over. */
  onFailure?: { action: 'stop' | 'rollback'; label: string | null };
}) {
  const { steps, onFailure } = props;
  return (
    <ol className={styles.list} aria-label="Steps">
      {steps.map((step, index) => {
        const { word, className, Icon } = LOOK[step.state];
        return (
          <li key={step.id} className={styles.row}>
            <span className={`${styles.icon} ${styles[className]}`}>
              {Icon ? (
                <Icon aria-hidden />
              ) : (
                <span aria-hidden>{index + 1}</span>
              )}
              <VisuallyHidden>{word}</VisuallyHidden>
            </span>
            <div>
              <div className={styles.title}>
                <External url={step.url}>
                  <Sentence text={step.title} />
                </External>
              </div>
              {step.detail && (
                <div className={styles.detail}>
                  <Sentence text={step.detail} />
                </div>
              )}
            </div>
            <span className={styles.side}>
              {(onFailure || step.startedAt) && <StepTime step={step} />}
            </span>
          </li>
        );
      })}
      {onFailure && (
        <li className={styles.row}>
          <span className={`${styles.icon} ${styles.pending}`} aria-hidden>
            {onFailure.action === 'rollback' ? (
              <RiArrowGoBackLine />
            ) : (
              <RiStopMiniLine />
            )}
          </span>
          <div>
            <div className={styles.title}>
              {onFailure.action === 'rollback'
                ? `If that fails: roll back${onFailure.label ? ` to ${onFailure.label}` : ''}`
                : 'If that fails: stop, and leave it as it is'}
            </div>
            <div className={styles.detail}>
              {onFailure.action === 'rollback'
                ? 'By itself, without another approval; automation is held afterwards'
                : 'A person decides what comes next'}
            </div>
          </div>
        </li>
      )}
    </ol>
  );
}
