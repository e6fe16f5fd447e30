import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { RiHistoryLine } from '@remixicon/react';
import { releaseFlowApiRef } from '../../api';
import { usePaged } from '../../hooks/usePaged';
import { isMoving } from '../../lib/states';
import { DataTable, Empty, Failure, MoreRows, TableSkeleton } from '../common';
import { HistoryRow } from './HistoryRow';
import { useService } from './serviceContext';
import styles from './History.module.css';

const ALL = 'all';

/** Who did what, when and why; newest first. */
export function HistoryPanel() {
  const api = useApi(releaseFlowApiRef);
  const { service } = useService();
  const [environment, setEnvironment] = useState(ALL);
  const { live, items, more, isLoadingMore, moreError } = usePaged({
    key: `${service.ref} ${environment}`,
    service: service.ref,
    load: useCallback(
      (cursor, signal) =>
        api.history(
          service.ref,
          {
            cursor,
            environment: environment === ALL ? undefined : environment,
          },
          { signal },
        ),
      [api, service.ref, environment],
    ),
    isBusy: rows => rows.some(({ state }) => isMoving(state)),
  });
  return (
    <div className={styles.history}>
      <div className={styles.filter}>
        <Select
          aria-label="Environment"
          options={[
            { id: ALL, label: 'All environments' },
            ...service.environments.map(({ id, title }) => ({
              id,
              label: title,
            })),
          ]}
          value={environment}
          onChange={key => setEnvironment(String(key ?? ALL))}
        />
      </div>
      {live.status === 'loading' && <TableSkeleton />}
      {live.status === 'failed' && (
        <Failure error={live.error} what="the history" onRetry={live.refresh} />
      )}
      {live.status === 'ready' && items.length === 0 && (
        <Empty
          icon={<RiHistoryLine aria-hidden />}
          title="Nothing happened yet"
        >
          Deployments, promotions and publishing appear here with who, when and
          why.
        </Empty>
      )}
      {live.status === 'ready' && items.length > 0 && (
        <DataTable
          label="History"
          columns={['When', 'Environment', 'What', 'Outcome', 'Who', '']}
          foot={
            <MoreRows more={more} isLoading={isLoadingMore} error={moreError} />
          }
        >
          {items.map(item => (
            <HistoryRow key={item.id} item={item} />
          ))}
        </DataTable>
      )}
    </div>
  );
}
