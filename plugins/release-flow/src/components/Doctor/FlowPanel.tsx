import { Link } from '@backstage/ui';
import type { FlowDoctor } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { plural } from '../../lib/text';
import { Ago, Failure, Panel, Pill, SkeletonCard } from '../common';
import { Findings } from './Findings';
import { Unread } from './Looked';
import { SEVERITIES } from './severity';
import { useFlowDoctor } from './useDoctor';
import styles from './Doctor.module.css';

type Count = FlowDoctor['services']['findings'][number];

function Services({ services, count }: Pick<Count, 'services' | 'count'>) {
  const links = useLinks();
  const more = count - services.length;
  return (
    <span className={styles.services}>
      {services.map(({ ref, title }) => {
        const href = links.service(ref);
        return (
          <span key={ref}>
            {href ? <Link href={href}>{title}</Link> : title}
          </span>
        );
      })}
      {more > 0 && <span>and {more} more</span>}
    </span>
  );
}

function Counts({ findings }: { findings: Count[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Findings of its services">
      {findings.map(({ code, severity, count, services }) => {
        const { tone, word } = SEVERITIES.find(it => it.severity === severity)!;
        return (
          <li key={`${code} ${severity}`} className={styles.countRow}>
            <span className={styles.countHead}>
              <Pill tone={tone}>{word}</Pill>
              <code className={styles.code}>{code}</code>
            </span>
            <span>{plural(count, 'service')}</span>
            <Services services={services} count={count} />
          </li>
        );
      })}
    </ul>
  );
}

/** What is wrong with the flow itself, and how many of its services have which findings. */
export function FlowPanel({ flow }: { flow: string }) {
  const live = useFlowDoctor(flow);
  if (live.status === 'loading') return <SkeletonCard lines={4} />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="the doctor of the flow"
        onRetry={live.refresh}
      />
    );
  }
  const { flow: named, findings, unread, services, lookedAt } = live.data;
  const { total, looked, well } = services;
  return (
    <Panel
      title={`Flow: ${named.title}`}
      note={
        lookedAt && (
          <>
            Last looked at <Ago at={lookedAt} />
          </>
        )
      }
    >
      <div className={styles.seen}>
        <Findings findings={findings} />
        <Unread unread={unread} />
        <p className={styles.quiet}>
          {looked} of {plural(total, 'service')} looked at, {well || 'none'} of
          them without errors and warnings.
        </p>
        <Counts findings={services.findings} />
      </div>
    </Panel>
  );
}
