import { useApi } from '@backstage/frontend-plugin-api';
import { RiBookOpenLine } from '@remixicon/react';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { Empty, Failure, SkeletonCard } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { RunbookPanel } from './RunbookPanel';
import styles from './Operations.module.css';

/** Guided ways out of known situations. */
export default function RunbooksTab() {
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const live = useLive({
    key: ref,
    service: ref,
    load: signal => api.runbooks(ref, { signal }),
    isBusy: ({ items }) =>
      items.some(({ environments }) => environments.some(({ open }) => open)),
  });
  if (live.status === 'loading') return <SkeletonCard lines={6} />;
  if (live.status === 'failed') {
    return (
      <Failure error={live.error} what="the runbooks" onRetry={live.refresh} />
    );
  }
  const { items } = live.data;
  if (items.length === 0) {
    return (
      <Empty
        icon={<RiBookOpenLine aria-hidden />}
        title="No runbook is declared"
      >
        The flow lists known situations and the way out of them under
        spec.runbooks.
      </Empty>
    );
  }
  return (
    <div className={styles.stack}>
      {items.map(runbook => (
        <RunbookPanel key={runbook.id} runbook={runbook} />
      ))}
    </div>
  );
}
