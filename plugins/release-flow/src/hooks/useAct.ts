import { useRef, useState } from 'react';
import { toError } from '@backstage/errors';
import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';
import { errorCode, errorMessage } from '../lib/errors';
import { useLinks } from './useLinks';

export type ActState =
  | { status: 'idle' | 'sending' | 'done' }
  | { status: 'refused'; message: string; code: string | undefined };

/** What the server says of an act; a promotion can be followed. */
interface Answer {
  id?: string;
  kind?: string;
  message?: string;
}

/** Random enough to tell two presses of a button apart; works without https. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends one act. The key stays the same until the act was accepted, so that a
 * second press after a lost answer is not a second act.
 */
export function useAct<T extends Answer>(options: {
  send: (idempotencyKey: string) => Promise<T>;
  /** Toast after success. */
  done: string;
  /** The page in front already shows it, so the toast adds nothing. */
  isShown?: boolean;
  onDone: (answer: T) => void;
  onRefused?: (code: string | undefined) => void;
}): { state: ActState; act: () => Promise<void>; forget: () => void } {
  const toast = useApiHolder().get(toastApiRef);
  const links = useLinks();
  const key = useRef(newKey());
  const [state, setState] = useState<ActState>({ status: 'idle' });
  const act = async () => {
    setState({ status: 'sending' });
    try {
      const answer = await options.send(key.current);
      key.current = newKey();
      const href =
        answer.kind === 'promotion' && answer.id && !options.isShown
          ? links.promotion(answer.id)
          : undefined;
      toast?.post({
        title: options.done,
        description:
          options.isShown || answer.message === options.done
            ? undefined
            : answer.message,
        status: 'success',
        links: href ? [{ label: 'Open promotion', href }] : undefined,
        timeout: 10_000,
      });
      setState({ status: 'done' });
      options.onDone(answer);
    } catch (error) {
      const thrown = toError(error);
      const code = errorCode(thrown);
      setState({ status: 'refused', message: errorMessage(thrown), code });
      options.onRefused?.(code);
    }
  };
  return { state, act, forget: () => setState({ status: 'idle' }) };
}
