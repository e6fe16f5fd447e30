import { useId } from 'react';
import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { External, Pill, Sentence } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { Mending } from './Mending';
import { SEVERITIES } from './severity';
import styles from './Doctor.module.css';

/** Its title, where the page's own service has it. */
function useTitle(environment: string | undefined) {
  const { environments } = useService().service;
  return (
    environments.find(({ id }) => id === environment)?.title ?? environment
  );
}

function Finding({ finding }: { finding: DoctorFinding }) {
  const place = useTitle(finding.environment);
  const { code, message, why, fix, url, subject } = finding;
  return (
    <li className={styles.finding} data-testid={`finding-${code}`}>
      <div className={styles.what}>
        <span className={styles.message}>
          <Sentence text={message} />
        </span>
        {place && <Pill>{place}</Pill>}
      </div>
      <p className={styles.why}>{why}</p>
      <Mending fix={fix} subject={subject} />
      <div className={styles.small}>
        <External url={url}>{subject}</External>
        <code>{code}</code>
      </div>
    </li>
  );
}

/** Findings by how bad they are: what is wrong, why it matters, and what mends it. */
export function Findings({ findings }: { findings: DoctorFinding[] }) {
  const id = useId();
  return (
    <>
      {SEVERITIES.map(({ severity, title, tone, Icon }) => {
        const found = findings.filter(it => it.severity === severity);
        if (found.length === 0) return null;
        return (
          <section key={severity} aria-labelledby={`${id}-${severity}`}>
            <h4 id={`${id}-${severity}`} className={styles.group}>
              <Icon aria-hidden className={styles[tone]} />
              {title}
              <span className={styles.count}>{found.length}</span>
            </h4>
            <ul className={styles.list}>
              {found.map(finding => (
                <Finding
                  key={`${finding.code} ${finding.subject} ${finding.fix}`}
                  finding={finding}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
