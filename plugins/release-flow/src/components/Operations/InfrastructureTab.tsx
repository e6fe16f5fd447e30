import { useApi } from '@backstage/frontend-plugin-api';
import { RiServerLine } from '@remixicon/react';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { isOver } from '../../lib/states';
import { plural } from '../../lib/text';
import { Ago, Empty, External, Failure, Panel, SkeletonCard } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { InfrastructureCard } from './InfrastructureCard';
import styles from './Operations.module.css';

/** Infrastructure per environment: planned, applied, and not yet. */
export default function InfrastructureTab() {
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const live = useLive({
    key: ref,
    service: ref,
    load: signal => api.infrastructure(ref, { signal }),
    isBusy: ({ environments }) =>
      environments.some(
        ({ open, apply, plan }) =>
          (open && !isOver(open.state)) ||
          apply?.status === 'running' ||
          plan?.status === 'running',
      ),
  });
  if (live.status === 'loading') return <SkeletonCard lines={6} />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="the infrastructure"
        onRetry={live.refresh}
      />
    );
  }
  const { workflow, path, message, environments, unclassified } = live.data;
  if (!workflow) {
    return (
      <Empty
        icon={<RiServerLine aria-hidden />}
        title="No infrastructure is declared"
      >
        The flow names the workflow that plans and applies it under
        spec.infrastructure.
      </Empty>
    );
  }
  const hidden = unclassified.count - unclassified.runs.length;
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>
        <code>{workflow}</code> for <code>{path}</code>. {message}
      </p>
      <div className={styles.cards}>
        {environments.map(state => (
          <InfrastructureCard key={state.environment} state={state} />
        ))}
      </div>
      {unclassified.count > 0 && (
        <Panel
          title="Runs that can't be told apart"
          note="neither their name nor their jobs say what ran where; they count for no environment"
        >
          <ul className={styles.list}>
            {unclassified.runs.map(run => (
              <li key={run.url}>
                <External url={run.url}>{run.title}</External>{' '}
                <span className={styles.secondary}>
                  <Ago at={run.at} />
                </span>
              </li>
            ))}
            {hidden > 0 && (
              <li className={styles.secondary}>
                and {plural(hidden, 'more run')}
              </li>
            )}
          </ul>
        </Panel>
      )}
    </div>
  );
}
