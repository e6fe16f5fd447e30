import { Alert, Button, Checkbox, VisuallyHidden } from '@backstage/ui';
import {
  RiCheckLine,
  RiSubtractLine,
  RiTimerFlashLine,
} from '@remixicon/react';
import type {
  Accepted,
  ChecklistItemState,
  ChecklistItemView,
} from 'backstage-plugin-release-flow-common';
import { useAct } from '../../hooks/useAct';
import { Ago, Person, Sentence } from '../common';
import styles from './Checklists.module.css';

const WORDS: Record<ChecklistItemState, string> = {
  open: 'Open',
  done: 'Done',
  'not-applicable': 'Does not apply',
};

/** Where nobody ticks: by itself, closed, or not the reader's to tick. */
function StateIcon({ item }: { item: ChecklistItemView }) {
  const Icon = {
    open: item.provenBy ? RiTimerFlashLine : undefined,
    done: RiCheckLine,
    'not-applicable': RiSubtractLine,
  }[item.state];
  return (
    <span className={styles.icon} data-state={item.state}>
      {Icon && <Icon aria-hidden size={12} />}
      <VisuallyHidden>{WORDS[item.state]}</VisuallyHidden>
    </span>
  );
}

function Detail({ item }: { item: ChecklistItemView }) {
  const { state, by, at, evidence, provenBy } = item;
  if (provenBy && state !== 'not-applicable') {
    return state === 'open' ? (
      <>Ticks itself by {provenBy}</>
    ) : (
      <>Ticked by {provenBy}</>
    );
  }
  if (state === 'open') {
    return item.evidenceNeeded ? <>Needs what was seen</> : null;
  }
  return (
    <>
      {WORDS[state]}
      {by && (
        <>
          , {state === 'done' ? 'by' : 'says'} <Person actor={by} />
        </>
      )}
      {at && (
        <>
          {' '}
          <Ago at={at} />
        </>
      )}
      {evidence && (
        <>
          : “<Sentence text={evidence} />”
        </>
      )}
    </>
  );
}

/** One item: its state, who said so with which evidence, and what the reader may say. */
export function ChecklistItem(props: {
  item: ChecklistItemView;
  send: (state: ChecklistItemState) => Promise<Accepted>;
  /** Needs words as well. */
  onAsk: (state: 'done' | 'not-applicable') => void;
  onDone: () => void;
}) {
  const { item, send, onAsk, onDone } = props;
  const next: ChecklistItemState = item.state === 'open' ? 'done' : 'open';
  const { state: sending, act } = useAct({
    send: () => send(next),
    done: `“${item.text}” is ${next === 'done' ? 'done' : 'open again'}`,
    isShown: true,
    onDone,
  });
  const isSending = sending.status === 'sending';
  const isTickable = item.mayTick && item.state !== 'not-applicable';
  const tick = () => {
    if (next === 'done' && item.evidenceNeeded) onAsk('done');
    else void act();
  };
  return (
    <li
      className={styles.item}
      data-testid={`item-${item.id}`}
      data-state={item.state}
    >
      {isTickable ? (
        <Checkbox
          aria-label={item.text}
          className={styles.box}
          isSelected={item.state === 'done'}
          isDisabled={isSending}
          onChange={tick}
        />
      ) : (
        <StateIcon item={item} />
      )}
      <div className={styles.text}>
        <span data-faint={item.state === 'not-applicable' ? 'true' : undefined}>
          {item.text}
        </span>
        <div className={styles.detail}>
          <Detail item={item} />
        </div>
        {sending.status === 'refused' && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="Not done"
            description={sending.message}
          />
        )}
      </div>
      {item.mayTick && item.state === 'open' && item.mayBeNotApplicable && (
        <Button
          size="small"
          variant="tertiary"
          aria-label={`Does not apply: ${item.text}`}
          onPress={() => onAsk('not-applicable')}
        >
          Does not apply…
        </Button>
      )}
      {item.mayTick && item.state === 'not-applicable' && (
        <Button
          size="small"
          variant="tertiary"
          isPending={isSending}
          aria-label={`Open again: ${item.text}`}
          onPress={() => void act()}
        >
          Open again
        </Button>
      )}
    </li>
  );
}
