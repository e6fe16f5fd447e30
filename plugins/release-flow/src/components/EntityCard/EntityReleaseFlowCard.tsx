import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Link, Skeleton } from '@backstage/ui';
import {
  RiAlertLine,
  RiArrowRightSLine,
  RiTestTubeLine,
} from '@remixicon/react';
import type {
  EnvironmentState,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import { ClockProvider } from '../../hooks/clock';
import { useLinks } from '../../hooks/useLinks';
import { errorMessage } from '../../lib/errors';
import { plural } from '../../lib/text';
import { HealthIcon, Panel, Pill } from '../common';
import { DoctorPill } from '../Doctor/DoctorPill';
import { asChain } from '../../lib/chain';
import { labelOf } from '../../lib/environment';
import { useServiceState } from '../../hooks/useServiceState';
import styles from './EntityCard.module.css';

function runningHere(environment: EnvironmentState): string {
  if (environment.withheld) return 'no access';
  const { reading } = environment.observed;
  return labelOf(environment) ?? (reading.at ? 'nothing' : 'not read');
}

function Line({ service }: { service: ServiceState }) {
  if (service.error) {
    return (
      <p className={styles.note}>
        <code>{service.error.field}</code>: {service.error.message}
      </p>
    );
  }
  const chain = asChain(
    service.environments.map(({ id }) => id),
    service.paths,
  );
  return (
    <ul className={styles.line} aria-label="Environments">
      {service.environments.map((environment, index) => (
        <li key={environment.id} className={styles.line}>
          <span className={styles.environment}>
            <span className={styles.name}>{environment.title}</span>
            <span className={environment.withheld ? styles.name : styles.label}>
              {runningHere(environment)}
            </span>
            {!environment.withheld && (
              <HealthIcon status={environment.observed.health.status} />
            )}
            {environment.ephemeral && (
              <RiTestTubeLine role="img" aria-label="Ephemeral" size={14} />
            )}
            {environment.drift && (
              <RiAlertLine role="img" aria-label="Drift" size={14} />
            )}
          </span>
          {chain && index < chain.length - 1 && (
            <RiArrowRightSLine aria-hidden size={16} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** The environments in one line, and the way to the tab. */
export function EntityReleaseFlowCardBody() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity);
  const live = useServiceState(ref);
  const tab = useLinks().service(ref);
  const waiting = live.status === 'ready' ? live.data.awaitingMe.length : 0;
  const reminders = live.status === 'ready' ? live.data.reminders : [];
  return (
    <Panel
      title="Releases"
      note={
        <>
          {waiting > 0 && (
            <Pill tone="warning">{plural(waiting, 'decision')} for you</Pill>
          )}{' '}
          {reminders.map(({ label, message }) => (
            <Pill key={label} tone="warning" title={message}>
              backport {label}
            </Pill>
          ))}{' '}
          <DoctorPill service={ref} />{' '}
          {tab && (
            <Link href={tab} variant="body-small">
              All releases
            </Link>
          )}
        </>
      }
    >
      {live.status === 'loading' && <Skeleton width="100%" height={32} />}
      {live.status === 'failed' && (
        <p className={styles.note}>{errorMessage(live.error)}</p>
      )}
      {live.status === 'ready' && (
        <ClockProvider now={live.data.now}>
          <Line service={live.data} />
        </ClockProvider>
      )}
    </Panel>
  );
}
