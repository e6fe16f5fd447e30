import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { usePreflight } from '../../hooks/usePreflight';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { preflightBlock, PreflightView } from './PreflightView';
import { ReasonField } from './ReasonField';

/** Brings a release back, after a branch was tried. */
export function RestoreDialog(props: {
  environment: EnvironmentState;
  release: { id: string; label: string };
  onClose: () => void;
}) {
  const { environment, release, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const request = {
    environment: environment.id,
    release: release.id,
    intent: 'restore' as const,
  };
  const { state: preflight, ask } = usePreflight(service.ref, request);
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.promote(service.ref, {
        ...request,
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: `Asked to restore ${release.label} in ${environment.id}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`Restore ${release.label} in ${environment.title}`}
      confirm={`Restore ${release.label} in ${environment.id}`}
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
