import { useApi } from '@backstage/frontend-plugin-api';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { Failure, Panel, SkeletonCard } from '../common';
import { DocsPanel } from '../Operations/DocsPanel';
import { RunningNotes } from './RunningNotes';
import { useService } from './serviceContext';
import styles from './ReleaseDocs.module.css';

/** What a reader of the docs, and a person before a promotion, want to know. */
export function ReleaseDocs() {
  const api = useApi(releaseFlowApiRef);
  const { service } = useService();
  const { ref } = service;
  const live = useLive({
    key: ref,
    service: ref,
    load: async signal => {
      const [docs, releases] = await Promise.all([
        api.docs(ref, { signal }),
        api.releases(ref, {}, { signal }),
      ]);
      return { docs, releases: releases.items };
    },
    isBusy: ({ docs }) => docs.open !== null,
  });
  if (live.status === 'loading') return <SkeletonCard lines={6} />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="the release docs"
        onRetry={live.refresh}
      />
    );
  }
  const { docs, releases } = live.data;
  return (
    <div className={styles.columns}>
      <DocsPanel docs={docs} />
      <Panel title="Notes of what runs">
        <RunningNotes releases={releases} />
      </Panel>
    </div>
  );
}
