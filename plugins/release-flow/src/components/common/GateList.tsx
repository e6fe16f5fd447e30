import { VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiCloseLine, RiMoreFill } from '@remixicon/react';
import type { GateResult } from 'backstage-plugin-release-flow-common';
import { Ago } from './Ago';
import { Sentence } from './Sentence';
import styles from './Checks.module.css';

const LOOK = {
  passed: { word: 'Passed', Icon: RiCheckLine },
  waiting: { word: 'Waiting', Icon: RiMoreFill },
  blocked: { word: 'Blocked', Icon: RiCloseLine },
} as const;

/** Every gate with its verdict, the reason and the evidence. */
export function GateList({ gates }: { gates: GateResult[] }) {
  return (
    <ul className={styles.list} aria-label="Gates">
      {gates.map(gate => {
        const { word, Icon } = LOOK[gate.status];
        return (
          <li key={`${gate.type}:${gate.title}`} className={styles.row}>
            <span className={`${styles.icon} ${styles[gate.status]}`}>
              <Icon aria-hidden />
              <VisuallyHidden>{word}</VisuallyHidden>
            </span>
            <div>
              <div className={styles.title}>{gate.title}</div>
              <div className={styles.detail}>
                <Sentence text={gate.message} />
                {gate.evidence.length > 0 && (
                  <ul className={styles.evidence}>
                    {gate.evidence.map(line => (
                      <li key={line}>
                        <Sentence text={line} />
                      </li>
                    ))}
                  </ul>
                )}
                {gate.status !== 'passed' && gate.nextCheckAt && (
                  <div>
                    Looked at again <Ago at={gate.nextCheckAt} />
                  </div>
                )}
              </div>
            </div>
            <span className={`${styles.side} ${styles.type}`}>{gate.type}</span>
          </li>
        );
      })}
    </ul>
  );
}
