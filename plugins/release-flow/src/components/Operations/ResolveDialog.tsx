import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import type { ServiceState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { Sentence } from '../common';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import { useService } from '../EntityReleases/serviceContext';
import styles from '../dialogs/Dialog.module.css';

/** Says how an act ended whose answer was lost. */
export function ResolveDialog(props: {
  operation: ServiceState['operations'][number];
  onClose: () => void;
}) {
  const { operation, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { refresh } = useService();
  const [reason, setReason] = useState('');
  const [outcome, setOutcome] = useState<'happened' | 'absent'>();
  const { state, act } = useAct({
    send: () =>
      api.resolveOperation(operation.id, {
        outcome: outcome!,
        reason: reason.trim(),
      }),
    done: `${operation.label} is resolved`,
    isShown: true,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  let block: string | undefined;
  if (!outcome) block = 'Say what happened.';
  else if (reason.trim().length < 3) block = 'Say what you saw.';
  return (
    <ActDialog
      title={`Resolve ${operation.label}`}
      confirm="Resolve"
      blocked={block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        <Sentence text={operation.message} />
      </p>
      <RadioGroup
        label="Did it happen?"
        value={outcome ?? null}
        onChange={value => setOutcome(value as 'happened' | 'absent')}
      >
        <Radio value="happened">It happened: go on</Radio>
        <Radio value="absent">
          It did not happen: end it, so that it can be asked for again
        </Radio>
      </RadioGroup>
      <ReasonField
        isRequired
        description="What you looked at; kept in the history."
        value={reason}
        onChange={setReason}
      />
    </ActDialog>
  );
}
