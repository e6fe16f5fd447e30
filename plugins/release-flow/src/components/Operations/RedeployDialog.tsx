import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { usePreflight } from '../../hooks/usePreflight';
import { ActDialog } from '../dialogs/ActDialog';
import { preflightBlock, PreflightView } from '../dialogs/PreflightView';
import { ReasonField } from '../dialogs/ReasonField';
import { useService } from '../EntityReleases/serviceContext';

/** Deploys again what runs, as a promotion with gates of its own. */
export function RedeployDialog(props: {
  environment: { id: string; title: string };
  deployment: string;
  label: string;
  onClose: () => void;
}) {
  const { environment, deployment, label, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const request = {
    environment: environment.id,
    deployment,
    intent: 'redeploy' as const,
  };
  const { state: preflight, ask } = usePreflight(service.ref, request);
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.promote(service.ref, {
        ...request,
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: `Asked to deploy ${label} again in ${environment.id}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`Deploy ${label} again in ${environment.title}`}
      confirm={`Deploy ${label} again in ${environment.id}`}
      blocked={preflightBlock(preflight, reason)}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <PreflightView service={service.ref} state={preflight} onAskAgain={ask} />
      {preflight.status === 'answered' && preflight.answer.allowed && (
        <ReasonField
          isRequired={preflight.answer.needsReason}
          value={reason}
          onChange={setReason}
        />
      )}
    </ActDialog>
  );
}
