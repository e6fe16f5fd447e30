import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { HealthIcon } from '../common';
import styles from './EnvironmentGraph.module.css';

/** Where each part of a target is, while they are not all the same. */
export function EnvironmentParts(props: { environment: EnvironmentState }) {
  const { parts = [], configured } = props.environment.observed;
  const healths = new Set(parts.map(({ health }) => health.status));
  if (parts.length === 0 || (configured && healths.size === 1)) return null;
  return (
    <ul className={styles.parts} aria-label="Parts that differ">
      {parts.map(({ name, label, health }) => (
        <li key={name} title={health.message}>
          <HealthIcon status={health.status} />
          <span className={styles.secondary}>{name}</span>{' '}
          {label ?? 'not known'}
        </li>
      ))}
    </ul>
  );
}
