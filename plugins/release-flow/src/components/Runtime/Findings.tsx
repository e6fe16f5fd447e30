import {
  RiAlertLine,
  RiErrorWarningLine,
  RiInformationLine,
} from '@remixicon/react';
import { VisuallyHidden } from '@backstage/ui';
import type { FindingView } from 'backstage-plugin-release-flow-common';
import { External } from '../common';
import { Mending } from '../Doctor/Mending';
import styles from './Runtime.module.css';

const LOOK = {
  error: { word: 'Error', Icon: RiErrorWarningLine },
  warning: { word: 'Warning', Icon: RiAlertLine },
  info: { word: 'Note', Icon: RiInformationLine },
} as const;

/** What is not as it should be, why that matters, and what mends it. */
export function Findings({ findings }: { findings: FindingView[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings} aria-label="Findings">
      {findings.map(({ code, severity, subject, message, why, fix, url }) => {
        const { word, Icon } = LOOK[severity];
        return (
          <li key={code + subject + message} data-severity={severity}>
            <Icon aria-hidden className={styles.findingIcon} />
            <div>
              <VisuallyHidden>{word}: </VisuallyHidden>
              <b>{message}</b>{' '}
              <span className={styles.secondary}>{subject}</span>
              <div className={styles.secondary}>{why}.</div>
              <Mending fix={fix} subject={subject} />
              {url && <External url={url}>Open it</External>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
