import { useState } from 'react';
import type {
  Accepted,
  ChecklistItemView,
} from 'backstage-plugin-release-flow-common';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';

export interface ItemRequest {
  item: ChecklistItemView;
  state: 'done' | 'not-applicable';
}

const WORDS = {
  done: {
    title: 'Say what was seen',
    confirm: 'Tick it',
    label: 'Evidence',
    block: 'Say what was seen.',
    text: 'A link, a number, a sentence: what somebody else would need to believe it.',
    done: 'is done',
  },
  'not-applicable': {
    title: 'It does not apply',
    confirm: 'It does not apply',
    label: 'Reason',
    block: 'Say why it does not apply.',
    text: 'The item counts as settled for this promotion. It can be opened again.',
    done: 'does not apply',
  },
};

/** An item with words: what was seen, or why it does not apply. */
export function ItemDialog(props: {
  request: ItemRequest;
  send: (evidence: string) => Promise<Accepted>;
  onDone: () => void;
  onClose: () => void;
}) {
  const { request, send, onDone, onClose } = props;
  const { item, state: wanted } = request;
  const words = WORDS[wanted];
  const [evidence, setEvidence] = useState('');
  const { state, act } = useAct({
    send: () => send(evidence.trim()),
    done: `“${item.text}” ${words.done}`,
    isShown: true,
    onDone: () => {
      onDone();
      onClose();
    },
  });
  return (
    <ActDialog
      title={words.title}
      confirm={words.confirm}
      blocked={evidence.trim().length < 3 ? words.block : undefined}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        <b>{item.text}</b>
      </p>
      <p className={styles.text}>{words.text}</p>
      <ReasonField
        isRequired
        label={words.label}
        description="Shown beside the item and kept in the audit."
        maxLength={2000}
        value={evidence}
        onChange={setEvidence}
      />
    </ActDialog>
  );
}
