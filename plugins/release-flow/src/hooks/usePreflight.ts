import { useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Preflight,
  PreflightRequest,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../api';

export type PreflightQuestion = Partial<PreflightRequest> & {
  environment: string;
};

/** `idle` while the question is not complete. */
export type PreflightState =
  | { status: 'idle' | 'asking' }
  | { status: 'answered'; answer: Preflight }
  | { status: 'failed'; error: Error };

/** What would happen; asked again whenever the question changes. */
export function usePreflight(
  service: string,
  question: PreflightQuestion | undefined,
): { state: PreflightState; ask: () => void } {
  const api = useApi(releaseFlowApiRef);
  const key = question ? JSON.stringify(question) : '';
  const [turn, setTurn] = useState(0);
  const [answered, setAnswered] = useState<{
    key: string;
    state: PreflightState;
  }>();
  const latest = useRef(question);
  latest.current = question;

  useEffect(() => {
    if (!key || !latest.current) return undefined;
    const stop = new AbortController();
    setAnswered(undefined);
    api.preflight(service, latest.current, { signal: stop.signal }).then(
      answer => {
        if (stop.signal.aborted) return;
        setAnswered({ key, state: { status: 'answered', answer } });
      },
      error => {
        if (stop.signal.aborted) return;
        setAnswered({
          key,
          state: { status: 'failed', error: toError(error) },
        });
      },
    );
    return () => stop.abort();
  }, [api, service, key, turn]);

  const ask = () => setTurn(old => old + 1);
  if (!key) return { state: { status: 'idle' }, ask };
  return {
    state: answered?.key === key ? answered.state : { status: 'asking' },
    ask,
  };
}
