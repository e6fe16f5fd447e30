import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import { toError } from '@backstage/errors';

/** What the backend sends when something changed; empty means anything may have. */
type ChangeSignal = { services?: string[]; promotions?: string[] };

const CHANNEL = 'release-flow';
const BUSY_MS = 2_000;
const IDLE_MS = 15_000;

export interface LiveOptions<T> {
  /** A new key starts over: nothing of the old one is shown. */
  key: string;
  load: (signal: AbortSignal) => Promise<T>;
  /** Something is under way, so the next look is soon. */
  isBusy?: (data: T) => boolean;
  service?: string;
  promotion?: string;
  /** Shows the old key's data until the new key's has arrived. */
  keepPrevious?: boolean;
}

/** One of three things, so that a view can't show two at once. */
export type Live<T> = { refresh: () => void } & (
  | { status: 'loading' }
  | { status: 'failed'; error: Error }
  | {
      status: 'ready';
      data: T;
      /** When the data arrived, by this machine's clock. */
      loadedAt: number;
      /** Why the newest attempt failed; the older data is still shown. */
      problem: Error | undefined;
      isPending: boolean;
    }
);

type Stored<T> = {
  key: string;
  data?: T;
  loadedAt: number;
  error?: Error;
};

const concerns = (
  signal: ChangeSignal,
  service?: string,
  promotion?: string,
) => {
  const { services, promotions } = signal;
  if (!services && !promotions) return true;
  if (!service && !promotion) return true;
  return Boolean(
    (service && services?.includes(service)) ||
    (promotion && promotions?.includes(promotion)),
  );
};

/**
 * Keeps data fresh: looks again on a signal, and otherwise by polling, faster
 * while something is under way and not at all while nobody looks.
 */
export function useLive<T>(options: LiveOptions<T>): Live<T> {
  const { key, service, promotion, keepPrevious } = options;
  const [stored, setStored] = useState<Stored<T>>();
  const latest = useRef(options);
  latest.current = options;
  const look = useRef<() => void>(() => {});

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    let again = false;
    let wait = IDLE_MS;

    const run = async () => {
      clearTimeout(timer);
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        const data = await latest.current.load(stop.signal);
        if (stop.signal.aborted) return;
        wait = latest.current.isBusy?.(data) ? BUSY_MS : IDLE_MS;
        setStored({ key, data, loadedAt: Date.now() });
      } catch (thrown) {
        if (stop.signal.aborted) return;
        const error = toError(thrown);
        setStored(old =>
          old?.key === key
            ? { ...old, error }
            : { key, error, loadedAt: Date.now() },
        );
      }
      running = false;
      if (again) {
        again = false;
        void run();
      } else if (document.visibilityState !== 'hidden') {
        timer = setTimeout(run, wait);
      }
    };
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') clearTimeout(timer);
      else void run();
    };

    look.current = run;
    void run();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [key]);

  const { lastSignal } = useSignal<ChangeSignal>(CHANNEL);
  useEffect(() => {
    if (lastSignal && concerns(lastSignal, service, promotion)) look.current();
  }, [lastSignal, service, promotion]);

  const refresh = useCallback(() => look.current(), []);
  const current = stored?.key === key || keepPrevious ? stored : undefined;
  if (!current) return { status: 'loading', refresh };
  if (current.data === undefined) {
    return current.key === key && current.error
      ? { status: 'failed', error: current.error, refresh }
      : { status: 'loading', refresh };
  }
  return {
    status: 'ready',
    data: current.data,
    loadedAt: current.loadedAt,
    problem: current.error,
    isPending: current.key !== key,
    refresh,
  };
}
