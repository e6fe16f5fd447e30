import type { ReactNode } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import {
  RiCheckLine,
  RiCloseLine,
  RiMoreFill,
  RiShieldKeyholeLine,
} from '@remixicon/react';
import type { GateResult } from 'backstage-plugin-release-flow-common';
import { Ago } from './Ago';
import { Person } from './Person';
import { Sentence } from './Sentence';
import styles from './Checks.module.css';

const LOOK = {
  passed: { word: 'Passed', className: 'passed', Icon: RiCheckLine },
  waiting: { word: 'Waiting', className: 'waiting', Icon: RiMoreFill },
  blocked: { word: 'Blocked', className: 'blocked', Icon: RiCloseLine },
  overridden: {
    word: 'Overridden',
    className: 'overridden',
    Icon: RiShieldKeyholeLine,
  },
} as const;

/** What the gate said itself, without the override around it. */
function ownMessage({ message, overridden }: GateResult): string {
  const start = `Overridden by ${overridden?.by}: ${overridden?.reason} (`;
  return message.startsWith(start)
    ? message.slice(start.length, -1)
    : message.replace(/^Overridden.*/, '');
}

function Overridden({ gate }: { gate: GateResult }) {
  const { by, at, reason } = gate.overridden!;
  const own = ownMessage(gate);
  return (
    <>
      <div className={styles.override}>
        Overridden by <Person actor={by} /> <Ago at={at} />: “{reason}”
      </div>
      {own && (
        <div>
          It said: <Sentence text={own} />
        </div>
      )}
    </>
  );
}

/** Every gate with its verdict, the reason and the evidence. */
export function GateList(props: {
  gates: GateResult[];
  /** What the reader may do about a gate. */
  action?: (gate: GateResult) => ReactNode;
}) {
  return (
    <ul className={styles.list} aria-label="Gates">
      {props.gates.map(gate => {
        const { word, className, Icon } =
          LOOK[gate.overridden ? 'overridden' : gate.status];
        const action = props.action?.(gate);
        return (
          <li
            key={gate.key ?? `${gate.type}:${gate.title}`}
            className={styles.row}
            data-testid={`gate-${gate.key ?? gate.type}`}
            data-status={gate.overridden ? 'overridden' : gate.status}
          >
            <span className={`${styles.icon} ${styles[className]}`}>
              <Icon aria-hidden />
              <VisuallyHidden>{word}</VisuallyHidden>
            </span>
            <div>
              <div className={styles.title}>
                <Sentence text={gate.title} />
              </div>
              <div className={styles.detail}>
                {gate.overridden ? (
                  <Overridden gate={gate} />
                ) : (
                  <Sentence text={gate.message} />
                )}
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
              {action && <div className={styles.action}>{action}</div>}
            </div>
            <span className={`${styles.side} ${styles.type}`}>{gate.type}</span>
          </li>
        );
      })}
    </ul>
  );
}
