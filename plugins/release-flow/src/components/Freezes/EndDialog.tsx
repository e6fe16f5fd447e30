import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { FreezeView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';
import { ScopeText } from './ScopeText';

/** Ends a freeze before its time, with a reason. */
export function EndDialog(props: {
  freeze: FreezeView;
  onDone: () => void;
  onClose: () => void;
}) {
  const { freeze, onDone, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const [reason, setReason] = useState('');
  const isStop = freeze.kind === 'stop-the-line';
  const act = useAct({
    send: async () => {
      await api.endFreeze(freeze.id, { reason: reason.trim() });
      return {};
    },
    done: isStop ? 'The line runs again' : `“${freeze.title}” has ended`,
    onDone: () => {
      onDone();
      onClose();
    },
  });
  return (
    <ActDialog
      title={isStop ? 'Start the line again' : `End “${freeze.title}”`}
      confirm={isStop ? 'Start the line again' : 'End the freeze'}
      blocked={reason.trim().length < 3 ? 'Say why.' : undefined}
      state={act.state}
      onConfirm={act.act}
      onClose={onClose}
    >
      <p className={styles.text}>
        {freeze.active ? (
          <>
            What waits only for it is deployed at once:{' '}
            <ScopeText scope={freeze.scope} />.
          </>
        ) : (
          'It does not begin any more, nor come back.'
        )}{' '}
        Who declared it and why stays in the audit.
      </p>
      <ReasonField
        isRequired
        description="Everyone sees it, and it stays in the audit."
        value={reason}
        onChange={setReason}
      />
    </ActDialog>
  );
}
