import { useState } from 'react';
import { Switch } from '@backstage/ui';
import type { PreflightState } from '../../hooks/usePreflight';
import { preflightBlock } from './PreflightView';
import styles from './Dialog.module.css';

/** Whether it is asked for as an emergency; the flow says whether that is possible. */
export function useEmergency() {
  const [isOn, setOn] = useState(false);
  return {
    isOn,
    setOn,
    /** Part of the request, absent when it is none. */
    request: isOn ? { emergency: true } : {},
    /** Why the button can't be pressed yet. */
    block: (preflight: PreflightState, reason: string) => {
      const isAllowed =
        preflight.status === 'answered' && preflight.answer.allowed;
      return isOn && isAllowed && reason.trim().length < 3
        ? 'Say what the emergency is.'
        : preflightBlock(preflight, reason);
    },
  };
}

/** Shown where the reader could ask for an emergency, with what that means. */
export function EmergencyField(props: {
  preflight: PreflightState;
  emergency: ReturnType<typeof useEmergency>;
}) {
  const { preflight, emergency } = props;
  const isPossible =
    preflight.status === 'answered' && preflight.answer.emergency.possible;
  if (!isPossible && !emergency.isOn) return null;
  return (
    <div
      className={styles.emergency}
      data-on={emergency.isOn ? 'true' : undefined}
    >
      <Switch
        label="This is an emergency"
        isSelected={emergency.isOn}
        onChange={emergency.setOn}
      />
      {emergency.isOn ? (
        <ul className={styles.list}>
          <li>The emergency groups may decide instead of the usual ones.</li>
          <li>Every other gate holds as always, freezes included.</li>
          <li>
            It stays marked as an emergency, with your name and the reason, in
            the history and the audit.
          </li>
        </ul>
      ) : (
        <span className={styles.secondary}>
          Other people may decide then. It needs a reason and stays marked.
        </span>
      )}
    </div>
  );
}
