import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { Sentence } from '../common';
import { LastDrill } from '../EntityReleases/LastDrill';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

function What({ environment }: { environment: EnvironmentState }) {
  const { title, tier, recorded } = environment;
  if (tier === 'production') {
    return (
      <p className={styles.text}>
        Nothing is changed in {title}. What a rollback, and coming forward
        again, would meet now is asked and kept as the result.
      </p>
    );
  }
  return (
    <p className={styles.text}>
      It goes back to the newest earlier release that may come back, and then
      forward again to {recorded?.label}. Both ways pass their gates and
      verifications, and what is waiting for approval is asked for as always.
      How long each took is kept. It begins only if both ways are open now.
    </p>
  );
}

/** Tries the way back, for no other reason than to see that it is there. */
export function DrillDialog(props: {
  environment: EnvironmentState;
  onClose: () => void;
}) {
  const { environment, onClose } = props;
  const { id, title, drill, lastDrill } = environment;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.drill(service.ref, id, { reason: reason.trim(), idempotencyKey }),
    done: `Drill in ${title}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const refusal = drill?.possible ? undefined : drill?.message;
  return (
    <ActDialog
      title={`Drill in ${title}`}
      confirm={`Try the way back in ${id}`}
      blocked={refusal ?? (reason.trim().length < 3 ? 'Say why.' : undefined)}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {refusal && (
        <Alert status="warning" icon title={<Sentence text={refusal} />} />
      )}
      <What environment={environment} />
      {lastDrill && (
        <div className={`${styles.text} ${styles.secondary}`}>
          <LastDrill drill={lastDrill} />
        </div>
      )}
      <ReasonField isRequired value={reason} onChange={setReason} />
    </ActDialog>
  );
}
