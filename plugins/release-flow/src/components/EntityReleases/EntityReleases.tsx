import { useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { VisuallyHidden } from '@backstage/ui';
import { ClockProvider } from '../../hooks/clock';
import { useServiceState } from '../../hooks/useServiceState';
import { Failure, SkeletonCard, StaleNotice, TableSkeleton } from '../common';
import { ServiceDialog } from '../dialogs/ServiceDialog';
import { BindingProblem } from './BindingProblem';
import { EnvironmentGraph } from './EnvironmentGraph';
import { Notices } from './Notices';
import { Operations } from './Operations';
import { ServiceContext, type DialogRequest } from './serviceContext';
import { ServiceTabs } from './ServiceTabs';
import { Toolbar } from './Toolbar';
import styles from './EntityReleases.module.css';

function Loading() {
  return (
    <div className={styles.page} aria-busy="true">
      <VisuallyHidden>Reading the environments</VisuallyHidden>
      <div className={styles.skeletons}>
        {['first', 'second', 'third'].map(card => (
          <SkeletonCard key={card} lines={5} />
        ))}
      </div>
      <TableSkeleton />
    </div>
  );
}

/** The tab's body: what runs where, what may move next, and the way back. */
export function EntityReleases() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity);
  const live = useServiceState(ref);
  const [dialog, setDialog] = useState<DialogRequest>();

  if (live.status === 'loading') return <Loading />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="this service's releases"
        onRetry={live.refresh}
      />
    );
  }
  const { data: service, refresh } = live;
  return (
    <ClockProvider now={service.now}>
      <ServiceContext.Provider value={{ service, open: setDialog, refresh }}>
        <div className={styles.page}>
          <StaleNotice
            problem={live.problem}
            loadedAt={live.loadedAt}
            onRetry={refresh}
          />
          {service.error ? (
            <BindingProblem error={service.error} />
          ) : (
            <>
              <Notices service={service} />
              <Toolbar />
              <VisuallyHidden>
                <h2>Environments</h2>
              </VisuallyHidden>
              <EnvironmentGraph />
              <Operations operations={service.operations} />
              <ServiceTabs />
            </>
          )}
        </div>
        {dialog && (
          <ServiceDialog
            request={dialog}
            onClose={() => setDialog(undefined)}
          />
        )}
      </ServiceContext.Provider>
    </ClockProvider>
  );
}
