import type { ReactNode } from 'react';
import { Box } from '@backstage/ui';
import type { Overview } from 'backstage-plugin-release-flow-common';
import { plural } from '../../lib/text';
import styles from './OverviewPage.module.css';

function Count(props: { value: number; children: ReactNode; alarm?: boolean }) {
  return (
    <Box as="li" bg="neutral" className={styles.count}>
      <strong
        className={styles.number}
        data-alarm={props.alarm && props.value > 0 ? 'true' : undefined}
      >
        {props.value.toLocaleString('en-US')}
      </strong>
      <span className={styles.countText}>{props.children}</span>
    </Box>
  );
}

export function Counts({ counts }: { counts: Overview['counts'] }) {
  return (
    <ul className={styles.counts} aria-label="At a glance">
      <Count value={counts.services}>
        {counts.services === 1 ? 'service' : 'services'} in{' '}
        {plural(counts.flows, 'flow')}
      </Count>
      <Count value={counts.behind}>with production behind</Count>
      <Count value={counts.attention} alarm>
        needing attention, {counts.drifting.toLocaleString('en-US')} drifting
      </Count>
      <Count value={counts.deploymentsToday}>
        {counts.deploymentsToday === 1 ? 'deployment' : 'deployments'} today,{' '}
        {counts.failedToday.toLocaleString('en-US')} failed
      </Count>
    </ul>
  );
}
