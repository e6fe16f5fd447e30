import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import { useService } from '../EntityReleases/serviceContext';
import styles from '../dialogs/Dialog.module.css';

/** Plans or applies the infrastructure of one environment. */
export function InfrastructureDialog(props: {
  environment: { id: string; title: string; tier: string };
  command: 'plan' | 'apply';
  onClose: () => void;
}) {
  const { environment, command, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const isApply = command === 'apply';
  const name = isApply
    ? `Apply infrastructure to ${environment.title}`
    : `Plan infrastructure of ${environment.title}`;
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.runInfrastructure(service.ref, environment.id, {
        command,
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: `Asked for it: ${name}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const { length } = reason.trim();
  return (
    <ActDialog
      title={name}
      confirm={
        isApply ? `Apply to ${environment.id}` : `Plan ${environment.id}`
      }
      blocked={
        length > 0 && length < 3 ? 'Say a little more, or nothing.' : undefined
      }
      destructive={isApply && environment.tier === 'production'}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        {isApply ? (
          <>
            The newest commit of the default branch of{' '}
            <b>{service.repository?.slug}</b> is applied to{' '}
            <b>{environment.title}</b>, and to no other environment.
          </>
        ) : (
          <>
            Says what an apply to <b>{environment.title}</b> would change.
            Nothing is changed.
          </>
        )}
      </p>
      {isApply && environment.tier === 'production' && (
        <Alert
          status="warning"
          icon
          title="This changes production"
          description="Read its newest plan first. While production is frozen, the apply waits."
        />
      )}
      <ReasonField isRequired={false} value={reason} onChange={setReason} />
    </ActDialog>
  );
}
