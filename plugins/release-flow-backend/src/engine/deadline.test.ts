import { within } from '../providers/transport';
import { deadline } from './deadline';

/** Clocks that run on while no timer does, as in a process that was stopped. */
function paused() {
  const clocks = { at: 0, wall: () => clocks.at, monotonic: () => clocks.at };
  return clocks;
}

it('is over when its time is over, although no timer ran', () => {
  const clocks = paused();
  const signal = deadline(60_000, clocks);
  expect(signal.aborted).toBe(false);
  clocks.at = 60_000;
  expect(signal.aborted).toBe(true);
});

it('stops a request that a paused process was about to send', async () => {
  const clocks = paused();
  const signal = within(deadline(60_000, clocks), 120_000);
  clocks.at = 61_000;
  await expect(
    fetch('http://nowhere.invalid/', { signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});

it('tells who listens, as any signal does', async () => {
  const signal = deadline(5);
  await new Promise(done => {
    signal.addEventListener('abort', done);
  });
  expect(signal.aborted).toBe(true);
});
