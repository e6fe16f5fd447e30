import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import type {
  Accepted,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef, type ReleaseFlowApi } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useSeenPlan } from '../../hooks/useSeenPlan';
import { shortId } from '../../lib/text';
import { ChangeLine, GateList } from '../common';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import { wordingOf, type Decision } from './decisionWording';

type Outcome = 'happened' | 'absent';

const SAID = 3;

function send(
  api: ReleaseFlowApi,
  decision: Decision,
  promotion: Pick<PromotionView, 'id' | 'planHash'>,
  text: string,
  outcome: Outcome | undefined,
): Promise<Accepted> {
  const { id, planHash } = promotion;
  const reason = text || undefined;
  switch (decision.kind) {
    case 'approve':
    case 'reject':
      return api.decide(id, {
        decision: decision.kind,
        comment: text,
        planHash,
      });
    case 'sign-off':
      return api.decide(id, {
        decision: 'sign-off',
        gate: decision.gate,
        comment: text,
        planHash,
      });
    case 'cancel':
      return api.cancel(id, { reason });
    case 'retry':
      return api.retry(id, { reason });
    default:
      return api.resolve(id, { outcome: outcome!, reason: text });
  }
}

function OutcomeField(props: {
  promotion: PromotionView;
  value: Outcome | undefined;
  onChange: (outcome: Outcome) => void;
}) {
  const { environment, label, commit, kind } = props.promotion;
  return (
    <RadioGroup
      label={
        kind === 'promotion'
          ? `Does ${environment.title} run ${label}${
              commit ? ` (${shortId(commit)})` : ''
            }?`
          : `Was '${label}' carried out in ${environment.title}?`
      }
      value={props.value ?? null}
      onChange={value => props.onChange(value as Outcome)}
    >
      <Radio value="happened">
        <span className={styles.option}>
          The change was made: verify it
          <span className={styles.optionText}>
            It goes on as if the answer had arrived, and is rolled back if the
            verification fails.
          </span>
        </span>
      </Radio>
      <Radio value="absent">
        <span className={styles.option}>
          The change was not made: end it here
          <span className={styles.optionText}>
            It ends as errored, {environment.title} is free again, and it can be
            asked for again.
          </span>
        </span>
      </Radio>
    </RadioGroup>
  );
}

/** Confirms a decision about a promotion, with a comment. */
export function DecisionDialog(props: {
  decision: Decision;
  promotion: PromotionView;
  refresh: () => void;
  onClose: () => void;
}) {
  const { decision, promotion, refresh, onClose } = props;
  const { kind } = decision;
  const api = useApi(releaseFlowApiRef);
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome>();
  const seen = useSeenPlan(promotion);
  const isBound = ['approve', 'reject', 'sign-off'].includes(kind);
  const wording = wordingOf(decision, promotion);
  const { state, act, forget } = useAct({
    send: () => {
      const { id } = promotion;
      const plan = { id, planHash: seen.planHash };
      return send(api, decision, plan, text.trim(), outcome);
    },
    done: wording.done,
    isShown: kind !== 'retry',
    onDone: () => {
      refresh();
      onClose();
    },
    onRefused: code => code === 'plan-changed' && refresh(),
  });
  const hasChanged = isBound && seen.change !== undefined;
  const open = promotion.gates.filter(({ status }) => status !== 'passed');
  const { length } = text.trim();
  let block: string | undefined;
  if (hasChanged) block = 'Look at the change first.';
  else if (kind === 'resolve' && !outcome) block = 'Say what happened.';
  else if (wording.isRequired && length < SAID) {
    block = kind === 'sign-off' ? 'Say what was looked at.' : 'Say why.';
  } else if (wording.field === 'reason' && length > 0 && length < SAID) {
    block = 'Say a little more, or nothing.';
  }
  const look = () => {
    seen.look();
    forget();
  };
  return (
    <ActDialog
      title={wording.title}
      confirm={wording.confirm}
      blocked={block}
      destructive={wording.destructive}
      state={hasChanged ? { status: 'idle' } : state}
      onConfirm={act}
      onClose={onClose}
    >
      {hasChanged && <ChangedMeanwhile seen={{ ...seen, look }} />}
      {promotion.kind === 'promotion' && (
        <ChangeLine
          from={promotion.base}
          to={{ label: promotion.label, artifact: promotion.artifact }}
        />
      )}
      <p className={styles.text}>{wording.text}</p>
      {kind === 'approve' && open.length > 0 && <GateList gates={open} />}
      {kind === 'resolve' && (
        <OutcomeField
          promotion={promotion}
          value={outcome}
          onChange={setOutcome}
        />
      )}
      <ReasonField
        label={wording.field === 'comment' ? 'Comment' : 'Reason'}
        isRequired={wording.isRequired}
        value={text}
        onChange={setText}
      />
    </ActDialog>
  );
}
