import type { ReactNode } from 'react';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { ActState } from '../../hooks/useAct';
import styles from './Dialog.module.css';

export interface ActDialogProps {
  title: string;
  /** Names the act: `Promote v0.4.0 to prd`. */
  confirm: string;
  /** Why the act can't be confirmed yet. */
  blocked: string | undefined;
  destructive?: boolean;
  state: ActState;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** The frame of every dialog that does something. */
export function ActDialog(props: ActDialogProps) {
  const { title, confirm, blocked, state, onConfirm, onClose } = props;
  return (
    <Dialog
      isOpen
      isDismissable={state.status !== 'sending'}
      onOpenChange={isOpen => !isOpen && onClose()}
      width="min(36rem, calc(100vw - 2rem))"
      className={styles.dialog}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          {props.children}
          {state.status === 'refused' && (
            <Alert
              role="alert"
              status="danger"
              icon
              title="Not done"
              description={state.message}
            />
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <div className={styles.footer}>
          {blocked && (
            <span className={styles.footNote} role="status">
              {blocked}
            </span>
          )}
          <Button variant="secondary" onPress={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            destructive={props.destructive}
            isDisabled={Boolean(blocked)}
            isPending={state.status === 'sending'}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </div>
      </DialogFooter>
    </Dialog>
  );
}
