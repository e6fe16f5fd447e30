import {
  createContext,
  useContext,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from 'react';

const OffsetContext = createContext(0);
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for every age on the page. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach(tick => tick()), 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Ages below are counted from the server's clock, not from this machine's. */
export function ClockProvider(props: { now: string; children: ReactNode }) {
  const offset = useMemo(() => Date.parse(props.now) - Date.now(), [props.now]);
  return (
    <OffsetContext.Provider value={offset}>
      {props.children}
    </OffsetContext.Provider>
  );
}

/** The server's time in milliseconds; renders again when a step has passed. */
export function useNow(stepMs: number): number {
  const offset = useContext(OffsetContext);
  useSyncExternalStore(subscribe, () => Math.floor(Date.now() / stepMs));
  return Date.now() + offset;
}
