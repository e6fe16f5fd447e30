import { performance } from 'perf_hooks';

const isAborted = Object.getOwnPropertyDescriptor(
  AbortSignal.prototype,
  'aborted',
)!.get!;

interface Clocks {
  wall(): number;
  monotonic(): number;
}

const CLOCKS: Clocks = { wall: Date.now, monotonic: () => performance.now() };

/**
 * Like `AbortSignal.timeout`, and right after a pause too: a process that was stopped goes on with
 * what became ready meanwhile before it runs its timers, so `aborted` looks at the clocks itself.
 */
export function deadline(ms: number, clocks: Clocks = CLOCKS): AbortSignal {
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(ms)));
  const wall = clocks.wall() + ms;
  const monotonic = clocks.monotonic() + ms;
  return Object.defineProperty(signal, 'aborted', {
    get: () =>
      isAborted.call(signal) ||
      clocks.wall() >= wall ||
      clocks.monotonic() >= monotonic,
  });
}
