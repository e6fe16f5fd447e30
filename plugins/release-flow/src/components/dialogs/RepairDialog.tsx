import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { usePreflight } from '../../hooks/usePreflight';
import { Sentence } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { Truths } from '../EntityReleases/Truths';
import { ActDialog } from './ActDialog';
import { preflightBlock, PreflightView } from './PreflightView';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

/** Puts back what is recorded, where something else was found. */
export function RepairDialog(props: {
  environment: EnvironmentState;
  onClose: () => void;
}) {
  const { environment, onClose } = props;
  const { id, title, drift, recorded } = environment;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const { state: preflight, ask } = usePreflight(
    service.ref,
    recorded
      ? { environment: id, deployment: recorded.id, intent: 'redeploy' }
      : undefined,
  );
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.repair(service.ref, id, { reason: reason.trim(), idempotencyKey }),
    done: `Asked to put ${recorded?.label} back in ${id}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const block =
    preflightBlock(preflight, reason) ??
    (reason.trim().length < 3 ? 'Say why.' : undefined);
  return (
    <ActDialog
      title={`Repair ${title}`}
      confirm={`Put ${recorded?.label} back in ${id}`}
      blocked={block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {drift && (
        <Alert
          status="warning"
          icon
          title={<Sentence text={drift.message} />}
          description="Something else than this portal changed it."
        />
      )}
      <Truths environment={environment} />
      <p className={styles.text}>
        {recorded?.label} is deployed here again, under all gates. If something
        else is found by then, it stops and asks.
      </p>
      <PreflightView service={service.ref} state={preflight} onAskAgain={ask} />
      <ReasonField isRequired value={reason} onChange={setReason} />
    </ActDialog>
  );
}
