import { useApi } from '@backstage/frontend-plugin-api';
import type { Infrastructure } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import type { Tone } from '../../lib/states';
import {
  Ago,
  External,
  Failure,
  Id,
  Panel,
  Pill,
  Sentence,
  SkeletonCard,
} from '../common';
import { DocsFacts } from './DocsFacts';
import { RunningNotes } from './RunningNotes';
import { useService } from './serviceContext';
import styles from './ReleaseDocs.module.css';

const INFRASTRUCTURE: Record<
  Infrastructure['environments'][number]['status'],
  { label: string; tone: Tone }
> = {
  applied: { label: 'Applied', tone: 'positive' },
  behind: { label: 'Behind', tone: 'warning' },
  failed: { label: 'Failed', tone: 'negative' },
  running: { label: 'Running', tone: 'info' },
  unknown: { label: 'Not known', tone: 'neutral' },
};

function InfrastructureRows({ state }: { state: Infrastructure }) {
  return (
    <>
      {state.environments.map(each => (
        <div key={each.environment} className={styles.row}>
          <b>{each.environment}</b>
          <Pill tone={INFRASTRUCTURE[each.status].tone}>
            {INFRASTRUCTURE[each.status].label}
          </Pill>
          <span className={`${styles.secondary} ${styles.grow}`}>
            <Sentence text={each.message} />
          </span>
          {each.commit && <Id id={each.commit} />}
          {each.at && (
            <span className={styles.secondary}>
              <External url={each.url}>
                <Ago at={each.at} />
              </External>
            </span>
          )}
        </div>
      ))}
    </>
  );
}

/** What a reader of the docs, and a person before a promotion, want to know. */
export function ReleaseDocs() {
  const api = useApi(releaseFlowApiRef);
  const { service } = useService();
  const { ref } = service;
  const live = useLive({
    key: ref,
    service: ref,
    load: async signal => {
      const [docs, infrastructure, releases] = await Promise.all([
        api.docs(ref, { signal }),
        api.infrastructure(ref, { signal }),
        api.releases(ref, {}, { signal }),
      ]);
      return { docs, infrastructure, releases: releases.items };
    },
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
  const { docs, infrastructure, releases } = live.data;
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Panel title="Published docs">
          <DocsFacts docs={docs} />
        </Panel>
        {infrastructure.environments.length > 0 && (
          <Panel
            title="Infrastructure"
            note="applied per environment, in no fixed order"
          >
            <InfrastructureRows state={infrastructure} />
          </Panel>
        )}
      </div>
      <Panel title="Notes of what runs">
        <RunningNotes releases={releases} />
      </Panel>
    </div>
  );
}
