import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { RiForbid2Line } from '@remixicon/react';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';

const TITLE = 'The line is stopped';

/** Stops every deployment of every service, until somebody ends it. */
export function StopDialog(props: { onDone: () => void; onClose: () => void }) {
  const { onDone, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const [reason, setReason] = useState('');
  const { state, act } = useAct({
    send: async () => {
      await api.declareFreeze({
        kind: 'stop-the-line',
        title: TITLE,
        reason: reason.trim(),
        scope: {},
      });
      return {};
    },
    done: TITLE,
    onDone: () => {
      onDone();
      onClose();
    },
  });
  return (
    <ActDialog
      title="Stop the line"
      confirm="Stop the line"
      blocked={reason.trim().length < 3 ? 'Say why.' : undefined}
      destructive
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <Alert
        status="danger"
        icon={<RiForbid2Line aria-hidden />}
        title="Nothing is deployed any more, in any environment of any service"
        description="From now on, until somebody ends it here."
      />
      <ul className={styles.list}>
        <li>What is under way is finished and verified; nothing new starts.</li>
        <li>Promotions can be asked for and decided; they wait.</li>
        <li>
          Rollbacks wait too. Who may override can let a single promotion pass,
          with a reason.
        </li>
        <li>Everyone sees who stopped the line, and why.</li>
      </ul>
      <ReasonField
        isRequired
        description="Everyone sees it, and it stays in the audit."
        value={reason}
        onChange={setReason}
      />
    </ActDialog>
  );
}
