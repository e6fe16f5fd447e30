import { Fragment } from 'react';
import { Box } from '@backstage/ui';
import { RiLockLine } from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { Person } from '../common';
import styles from './EnvironmentGraph.module.css';

/** An environment of which the reader may know no more than that it is there, and whom to ask. */
export function WithheldCard(props: { environment: EnvironmentState }) {
  const { id, title, purpose, access } = props.environment;
  return (
    <Box
      as="article"
      bg="neutral"
      className={styles.card}
      data-testid={`environment-${id}`}
      data-withheld="true"
      aria-label={`Environment ${id}`}
    >
      <div className={styles.cardHead}>
        <h3 className={styles.cardTitle}>{title}</h3>
        <span className={styles.grow} />
        <RiLockLine aria-hidden size={16} />
      </div>
      <div className={styles.versionNone} data-testid="environment-label">
        No access
      </div>
      {purpose && <p className={styles.withheld}>{purpose}</p>}
      <p className={styles.withheld}>
        {access.length > 0 ? (
          <>
            Who may see what runs here:{' '}
            {access.map((who, index) => (
              <Fragment key={who}>
                {index > 0 && ', '}
                <Person actor={who} />
              </Fragment>
            ))}
          </>
        ) : (
          'Your permissions do not let you see what runs here.'
        )}
      </p>
    </Box>
  );
}
