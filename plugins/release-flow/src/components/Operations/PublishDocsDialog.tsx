import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Docs } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import { useService } from '../EntityReleases/serviceContext';
import styles from '../dialogs/Dialog.module.css';

/** Publishes the docs between two releases. */
export function PublishDocsDialog(props: { docs: Docs; onClose: () => void }) {
  const { docs, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.publishDocs(service.ref, {
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: 'Asked for the docs to be published',
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const { length } = reason.trim();
  return (
    <ActDialog
      title="Publish the docs"
      confirm="Publish the docs"
      blocked={
        length > 0 && length < 3 ? 'Say a little more, or nothing.' : undefined
      }
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        Runs <code>{docs.workflow}</code> on the default branch. The site then
        shows what is merged there
        {docs.published && (
          <>
            , and no longer <b>{docs.published.label}</b>
          </>
        )}
        .
      </p>
      <p className={`${styles.text} ${styles.secondary}`}>
        Publishing a release does this by itself; by hand it is for corrections
        between two releases.
      </p>
      <ReasonField
        isRequired={false}
        description="Kept in the history."
        value={reason}
        onChange={setReason}
      />
    </ActDialog>
  );
}
