import { useApi } from '@backstage/frontend-plugin-api';
import { AccordionGroup, Button } from '@backstage/ui';
import { RiPulseLine, RiRefreshLine } from '@remixicon/react';
import type { EnvironmentRuntime } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useLive } from '../../hooks/useLive';
import { Empty, Failure, SkeletonCard, StaleNotice } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { EnvironmentRuntimePanel } from './EnvironmentRuntimePanel';
import { RuntimeNotes } from './RuntimeNotes';
import { Parity } from './Parity';
import { Topology } from './Topology';
import styles from './Runtime.module.css';

/** Those that need a look are open from the start. */
function inTrouble(environments: EnvironmentRuntime[]): string[] {
  return environments
    .filter(({ findings, references }) =>
      [
        findings.some(({ severity }) => severity === 'error'),
        references.some(({ resolved }) => !resolved),
      ].some(Boolean),
    )
    .map(({ id }) => id);
}

/** How the service runs: each environment, how two of them differ, and what it depends on. */
export function RuntimePanel() {
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const live = useLive({
    key: ref,
    service: ref,
    load: signal => api.runtime(ref, { signal }),
  });
  const { state, act } = useAct({
    send: () => api.refreshRuntime(ref),
    done: 'It is read again in a moment',
    onDone: live.refresh,
  });
  if (live.status === 'loading') return <SkeletonCard lines={6} />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="how this service runs"
        onRetry={live.refresh}
      />
    );
  }
  const { environments, migrations, notes } = live.data;
  const telling = environments.filter(({ supported }) => supported);
  return (
    <div className={styles.stack}>
      <StaleNotice
        problem={live.problem}
        loadedAt={live.loadedAt}
        onRetry={live.refresh}
      />
      <div className={styles.toolbar}>
        <p className={styles.secondary}>
          Read in the background; values of settings are shown only where the
          flow allows it.
        </p>
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiRefreshLine />}
          isPending={state.status === 'sending'}
          onPress={act}
        >
          Read again
        </Button>
      </div>
      {telling.length === 0 ? (
        <Empty
          icon={<RiPulseLine aria-hidden />}
          title="Nothing tells how it runs"
        >
          The targets of this flow say what they run, and not how.
        </Empty>
      ) : (
        <AccordionGroup
          allowsMultiple
          defaultExpandedKeys={inTrouble(environments)}
          className={styles.environments}
        >
          {environments.map(environment => (
            <EnvironmentRuntimePanel
              key={environment.id}
              environment={environment}
            />
          ))}
        </AccordionGroup>
      )}
      <div className={styles.columns}>
        {telling.length > 1 && <Parity environments={telling} />}
        <div className={styles.stack}>
          <Topology />
          <RuntimeNotes migrations={migrations} notes={notes} />
        </div>
      </div>
    </div>
  );
}
