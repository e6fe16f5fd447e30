import { Button } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { RiCheckboxCircleLine, RiStethoscopeLine } from '@remixicon/react';
import type { Doctor } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { Ago, Failure, Panel, SkeletonCard, StaleNotice } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { Findings } from './Findings';
import { FlowPanel } from './FlowPanel';
import { Looked, Unread } from './Looked';
import { useDoctor } from './useDoctor';
import styles from './Doctor.module.css';

function LookNow(props: { isLooking: boolean; onAsked: () => void }) {
  const api = useApi(releaseFlowApiRef);
  const { service } = useService();
  const { state, act } = useAct<Record<string, never>>({
    send: async () => {
      await api.lookNow(service.ref);
      return {};
    },
    done: 'The doctor is looking',
    isShown: true,
    onDone: props.onAsked,
  });
  const isBusy = props.isLooking || state.status === 'sending';
  return (
    <div className={styles.look}>
      <Button
        variant="secondary"
        size="small"
        iconStart={<RiStethoscopeLine />}
        loading={isBusy}
        onPress={act}
      >
        Look now
      </Button>
      {state.status === 'refused' && (
        <span role="alert" className={styles.refused}>
          {state.message}
        </span>
      )}
    </div>
  );
}

function When({ doctor }: { doctor: Doctor }) {
  if (doctor.isLooking) return <>Looking…</>;
  if (!doctor.lookedAt) return <>Not looked at yet</>;
  return (
    <>
      Last looked at <Ago at={doctor.lookedAt} />
    </>
  );
}

function Seen({ doctor }: { doctor: Doctor }) {
  const { findings, unread, looked, lookedAt } = doctor;
  if (!lookedAt) {
    return (
      <p className={styles.quiet}>
        The doctor compares what the flow declares with GitHub and the targets:
        workflows, environments, branches, names, credentials, images. It looks
        by itself every few hours, or now if you ask.
      </p>
    );
  }
  return (
    <div className={styles.seen}>
      <Findings findings={findings} />
      <Unread unread={unread} />
      {findings.length === 0 && (
        <p className={styles.well}>
          <RiCheckboxCircleLine aria-hidden className={styles.positive} />
          {unread.length === 0
            ? 'Nothing found: everything is as the flow declares it.'
            : 'Nothing found in what could be looked at.'}
        </p>
      )}
      <Looked looked={looked} />
    </div>
  );
}

/** What is not set up as the flow declares it, of this service and of its flow. */
export function DoctorPanel() {
  const { service } = useService();
  const live = useDoctor(service.ref);
  if (live.status === 'loading') return <SkeletonCard lines={6} />;
  if (live.status === 'failed') {
    return (
      <Failure error={live.error} what="the doctor" onRetry={live.refresh} />
    );
  }
  const { data: doctor, refresh } = live;
  return (
    <div className={styles.column}>
      <StaleNotice
        problem={live.problem}
        loadedAt={live.loadedAt}
        onRetry={refresh}
      />
      <Panel
        title={service.title}
        note={<When doctor={doctor} />}
        actions={<LookNow isLooking={doctor.isLooking} onAsked={refresh} />}
      >
        <Seen doctor={doctor} />
      </Panel>
      {service.flow && <FlowPanel flow={service.flow.ref} />}
    </div>
  );
}
