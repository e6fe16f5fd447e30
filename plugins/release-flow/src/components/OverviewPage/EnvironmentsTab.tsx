import { useMemo, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiFilterOffLine, RiRocketLine } from '@remixicon/react';
import type { Overview } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { isMoving } from '../../lib/states';
import {
  Empty,
  Failure,
  SkeletonCard,
  StaleNotice,
  TableSkeleton,
} from '../common';
import { FreezeBanner } from '../Freezes/FreezeBanner';
import { Counts } from './Counts';
import { FilterBar } from './FilterBar';
import { columnsOf, Matrix } from './Matrix';
import { useFacets } from './useFacets';
import { useFilters } from './useFilters';
import styles from './OverviewPage.module.css';

const PAGE = 50;

const isBusy = (overview: Overview) =>
  overview.items.some(
    ({ attention }) => attention && isMoving(attention.state),
  );

function NoRows(props: { isFiltered: boolean; onClear: () => void }) {
  return props.isFiltered ? (
    <Empty
      icon={<RiFilterOffLine aria-hidden />}
      title="No service matches"
      action={
        <Button variant="secondary" onPress={props.onClear}>
          Clear the filters
        </Button>
      }
    >
      Nothing in the catalog with a release flow fits these filters.
    </Empty>
  ) : (
    <Empty
      icon={<RiRocketLine aria-hidden />}
      title="No service has a flow yet"
    >
      Add the annotation <code>release-flow.io/flow</code> with the name of a
      flow to a component; it appears here within minutes.
    </Empty>
  );
}

/** What runs where, for the whole catalog. */
export function EnvironmentsTab() {
  const api = useApi(releaseFlowApiRef);
  const { filters, setFilter, clear } = useFilters();
  const { flows, owners } = useFacets();
  const filterKey = JSON.stringify(filters);
  const [pages, setPages] = useState<{ key: string; cursors: string[] }>();
  const cursors = pages?.key === filterKey ? pages.cursors : [];
  const cursor = cursors[cursors.length - 1];
  const live = useLive({
    key: `${filterKey} ${cursor ?? ''}`,
    keepPrevious: true,
    load: signal =>
      api.overview({ ...filters, cursor, limit: PAGE }, { signal }),
    isBusy,
  });
  const columns = useMemo(
    () => columnsOf(flows.find(({ ref }) => ref === filters.flow)),
    [flows, filters.flow],
  );
  const turn = (next: string[]) => setPages({ key: filterKey, cursors: next });

  if (live.status === 'failed') {
    return (
      <Failure error={live.error} what="the overview" onRetry={live.refresh} />
    );
  }
  const overview = live.status === 'ready' ? live.data : undefined;
  const first = cursors.length * PAGE + 1;
  return (
    <div className={styles.page}>
      {live.status === 'ready' && (
        <StaleNotice
          problem={live.problem}
          loadedAt={live.loadedAt}
          onRetry={live.refresh}
        />
      )}
      <FreezeBanner />
      {overview ? (
        <Counts counts={overview.counts} />
      ) : (
        <SkeletonCard lines={2} />
      )}
      <FilterBar
        filters={filters}
        flows={flows}
        owners={owners}
        onChange={setFilter}
        onClear={clear}
      />
      {!overview && <TableSkeleton />}
      {overview && overview.items.length === 0 && (
        <NoRows isFiltered={filterKey !== '{}'} onClear={clear} />
      )}
      {overview && overview.items.length > 0 && (
        <>
          <div
            className={
              live.status === 'ready' && live.isPending
                ? styles.stale
                : undefined
            }
          >
            <Matrix rows={overview.items} columns={columns} />
          </div>
          <div className={styles.paging}>
            <span>
              {first.toLocaleString('en-US')}–
              {(first + overview.items.length - 1).toLocaleString('en-US')} of{' '}
              {overview.totalItems.toLocaleString('en-US')}
            </span>
            {(cursors.length > 0 || overview.nextCursor) && (
              <span className={styles.pagingButtons}>
                <Button
                  size="small"
                  variant="secondary"
                  isDisabled={cursors.length === 0}
                  onPress={() => turn(cursors.slice(0, -1))}
                >
                  Previous
                </Button>
                <Button
                  size="small"
                  variant="secondary"
                  isDisabled={!overview.nextCursor}
                  onPress={() =>
                    overview.nextCursor &&
                    turn([...cursors, overview.nextCursor])
                  }
                >
                  Next
                </Button>
              </span>
            )}
          </div>
        </>
      )}
    </div>
  );
}
