import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  GateResult,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useSeenPlan } from '../../hooks/useSeenPlan';
import { GateList } from '../common';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';
import { ChangedMeanwhile } from './ChangedMeanwhile';

/** Lets one gate pass: what it says, why it may be ignored, and that it is kept. */
export function OverrideDialog(props: {
  gate: GateResult;
  promotion: PromotionView;
  refresh: () => void;
  onClose: () => void;
}) {
  const { gate, promotion, refresh, onClose } = props;
  const { label, environment, id } = promotion;
  const api = useApi(releaseFlowApiRef);
  const [reason, setReason] = useState('');
  const seen = useSeenPlan(promotion);
  const { state, act, forget } = useAct({
    send: () =>
      api.override(id, {
        gate: gate.key ?? gate.type,
        reason: reason.trim(),
        planHash: seen.planHash,
      }),
    done: `“${gate.title}” is overridden`,
    isShown: true,
    onDone: () => {
      refresh();
      onClose();
    },
    onRefused: refresh,
  });
  const hasChanged = seen.change !== undefined;
  const look = () => {
    seen.look();
    forget();
  };
  let block: string | undefined;
  if (hasChanged) block = 'Look at the change first.';
  else if (reason.trim().length < 3) block = 'Say why.';
  return (
    <ActDialog
      title={`Override “${gate.title}”`}
      confirm="Override this gate"
      blocked={block}
      destructive
      state={hasChanged ? { status: 'idle' } : state}
      onConfirm={act}
      onClose={onClose}
    >
      {hasChanged && <ChangedMeanwhile seen={{ ...seen, look }} />}
      <p className={styles.text}>
        {label} goes to {environment.title} although this gate does not pass:
      </p>
      <GateList gates={[gate]} />
      <ul className={styles.list}>
        <li>Only this gate is let pass; every other one still counts.</li>
        <li>
          It counts for this promotion and plan, while the gate says what it
          says now. When it finds something else, it stops again.
        </li>
        <li>
          Your name and the reason stand on this page, in the history and in the
          audit, for good.
        </li>
      </ul>
      <ReasonField isRequired value={reason} onChange={setReason} />
    </ActDialog>
  );
}
