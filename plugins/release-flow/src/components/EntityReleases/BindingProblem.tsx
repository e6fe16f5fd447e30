import { RiErrorWarningLine } from '@remixicon/react';
import type { BindingError } from 'backstage-plugin-release-flow-common';
import { Empty } from '../common';
import styles from './EntityReleases.module.css';

/** The entity names a flow, but the two don't fit: which field, and why. */
export function BindingProblem({ error }: { error: BindingError }) {
  return (
    <Empty
      icon={<RiErrorWarningLine aria-hidden />}
      title="This service can't use its release flow yet"
    >
      <code className={styles.field}>{error.field}</code>
      <br />
      {error.message}
      <br />
      Correct the field in the entity or the flow; this page follows within
      minutes. Other services are not affected.
    </Empty>
  );
}
