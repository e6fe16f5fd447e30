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

const WORDS = {
  restore: (label: string, where: string) => ({
    act: `Restore ${label} in ${where}`,
    done: `Asked to restore ${label} in ${where}`,
  }),
  redeploy: (label: string, where: string) => ({
    act: `Deploy ${label} to ${where} again`,
    done: `Asked to deploy ${label} to ${where} again`,
  }),
};

/** Brings a release back: after a branch, or after something drifted. */
export function RestoreDialog(props: {
  intent: 'restore' | 'redeploy';
  environment: EnvironmentState;
  release: { id: string; label: string };
  onClose: () => void;
}) {
  const { environment, release, intent, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const request = {
    environment: environment.id,
    release: release.id,
    intent,
  };
  const { state: preflight, ask } = usePreflight(service.ref, request);
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.promote(service.ref, {
        ...request,
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: WORDS[intent](release.label, environment.id).done,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={WORDS[intent](release.label, environment.title).act}
      confirm={WORDS[intent](release.label, environment.id).act}
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
