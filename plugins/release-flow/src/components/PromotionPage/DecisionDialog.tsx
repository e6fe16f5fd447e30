import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import type {
  Accepted,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef, type ReleaseFlowApi } from '../../api';
import { useAct } from '../../hooks/useAct';
import { shortId } from '../../lib/text';
import { ChangeLine, GateList } from '../common';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';

export type DecisionKind =
  'approve' | 'reject' | 'cancel' | 'retry' | 'resolve';

type Outcome = 'happened' | 'absent';

interface Wording {
  title: string;
  confirm: string;
  text: string;
  done: string;
  reason: 'required' | 'optional' | 'comment';
  destructive?: boolean;
}

function wordingOf(kind: DecisionKind, promotion: PromotionView): Wording {
  const what = `${promotion.label} for ${promotion.environment.id}`;
  const move = `${promotion.label} to ${promotion.environment.id}`;
  switch (kind) {
    case 'approve':
      return {
        title: `Approve ${what}`,
        confirm: `Approve ${what}`,
        text: `It starts as soon as every gate passes. Your approval holds for plan ${promotion.planHash.slice(0, 8)} and is void if the plan changes.`,
        done: `${what} is approved`,
        reason: 'comment',
      };
    case 'reject':
      return {
        title: `Reject ${what}`,
        confirm: `Reject ${what}`,
        text: 'The promotion ends here and nothing is deployed. It can be asked for again.',
        done: `${what} is rejected`,
        reason: 'comment',
        destructive: true,
      };
    case 'cancel':
      return {
        title: `Cancel ${move}`,
        confirm: 'Cancel promotion',
        text:
          promotion.state === 'waiting'
            ? 'The promotion ends here and nothing is deployed.'
            : 'The provider is asked to stop; what it did until then stays, and is shown.',
        done: `${move} is cancelled`,
        reason: 'optional',
        destructive: true,
      };
    case 'retry':
      return {
        title: `Retry ${move}`,
        confirm: `Retry ${move}`,
        text: 'The same is asked for again as a new promotion. Earlier approvals don’t count for it.',
        done: `${move} is asked for again`,
        reason: 'optional',
      };
    default:
      return {
        title: `Resolve ${move}`,
        confirm: 'Resolve',
        text: 'The answer of the provider was lost, so it is not known whether the change was made. Look at the target, then say what happened; nothing is repeated blindly.',
        done: `${move} is resolved`,
        reason: 'required',
      };
  }
}

function send(
  api: ReleaseFlowApi,
  kind: DecisionKind,
  promotion: PromotionView,
  text: string,
  outcome: Outcome | undefined,
): Promise<Accepted> {
  const { id, planHash } = promotion;
  const reason = text || undefined;
  switch (kind) {
    case 'approve':
    case 'reject':
      return api.decide(id, { decision: kind, comment: text, planHash });
    case 'cancel':
      return api.cancel(id, { reason });
    case 'retry':
      return api.retry(id, { reason });
    default:
      return api.resolve(id, { outcome: outcome!, reason: text });
  }
}

/** Confirms a decision about a promotion, with a comment. */
export function DecisionDialog(props: {
  kind: DecisionKind;
  promotion: PromotionView;
  onClose: () => void;
  onDone: (accepted: Accepted) => void;
}) {
  const { kind, promotion, onClose, onDone } = props;
  const api = useApi(releaseFlowApiRef);
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome>();
  const wording = wordingOf(kind, promotion);
  const { state, act } = useAct({
    send: () => send(api, kind, promotion, text.trim(), outcome),
    done: wording.done,
    isShown: kind !== 'retry',
    onDone: accepted => {
      onDone(accepted);
      onClose();
    },
  });
  const open = promotion.gates.filter(({ status }) => status !== 'passed');
  const length = text.trim().length;
  let block: string | undefined;
  if (kind === 'resolve' && !outcome) block = 'Say what happened.';
  else if (wording.reason === 'required' && length < 3) block = 'Say why.';
  else if (wording.reason === 'optional' && length > 0 && length < 3) {
    block = 'Say a little more, or nothing.';
  }
  return (
    <ActDialog
      title={wording.title}
      confirm={wording.confirm}
      blocked={block}
      destructive={wording.destructive}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <ChangeLine
        from={promotion.base}
        to={{ label: promotion.label, artifact: promotion.artifact }}
      />
      <p className={styles.text}>{wording.text}</p>
      {kind === 'approve' && open.length > 0 && <GateList gates={open} />}
      {kind === 'resolve' && (
        <RadioGroup
          label={`Does ${promotion.environment.title} run ${promotion.label}${
            promotion.commit ? ` (${shortId(promotion.commit)})` : ''
          }?`}
          value={outcome ?? null}
          onChange={value => setOutcome(value as Outcome)}
        >
          <Radio value="happened">The change was made: verify it</Radio>
          <Radio value="absent">The change was not made: end it here</Radio>
        </RadioGroup>
      )}
      <ReasonField
        label={wording.reason === 'comment' ? 'Comment' : 'Reason'}
        isRequired={wording.reason === 'required'}
        value={text}
        onChange={setText}
      />
    </ActDialog>
  );
}
