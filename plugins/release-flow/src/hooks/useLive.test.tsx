import { act, render, screen } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useLive } from './useLive';

let send: (message: { services?: string[]; promotions?: string[] }) => void;
const signals = {
  subscribe: (_channel: string, onMessage: (message: any) => void) => {
    send = onMessage;
    return { unsubscribe: () => {} };
  },
};

let visibility: DocumentVisibilityState = 'visible';
jest
  .spyOn(document, 'visibilityState', 'get')
  .mockImplementation(() => visibility);

const load = jest.fn<Promise<string>, []>();

function Probe({ isBusy = false }) {
  const live = useLive({
    key: 'k',
    service: 'component:default/a',
    load,
    isBusy: () => isBusy,
  });
  if (live.status !== 'ready') return <output>{live.status}</output>;
  return (
    <output>
      {live.data} {live.problem?.message}
    </output>
  );
}

const show = (element = <Probe />, withSignals = true) =>
  render(
    withSignals ? (
      <TestApiProvider apis={[[signalApiRef, signals]]}>
        {element}
      </TestApiProvider>
    ) : (
      element
    ),
  );

const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

describe('useLive', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    visibility = 'visible';
    load.mockReset().mockResolvedValue('first');
  });
  afterEach(() => jest.useRealTimers());

  it('looks every 15 s, and every 2 s while something is under way', async () => {
    const { unmount } = show(<Probe />, false);
    await pass(0);
    expect(screen.getByRole('status')).toHaveTextContent('first');
    await pass(14_000);
    expect(load).toHaveBeenCalledTimes(1);
    await pass(2_000);
    expect(load).toHaveBeenCalledTimes(2);
    unmount();
    await pass(60_000);
    expect(load).toHaveBeenCalledTimes(2);
    show(<Probe isBusy />, false);
    await pass(4_500);
    expect(load).toHaveBeenCalledTimes(5);
  });

  it('looks at once on a signal that concerns it', async () => {
    show();
    await pass(0);
    act(() => send({ services: ['component:default/b'] }));
    await pass(0);
    expect(load).toHaveBeenCalledTimes(1);
    load.mockResolvedValue('second');
    act(() => send({ services: ['component:default/a'] }));
    await pass(0);
    expect(screen.getByRole('status')).toHaveTextContent('second');
    act(() => send({}));
    await pass(0);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('rests while nobody looks and catches up afterwards', async () => {
    show();
    await pass(0);
    visibility = 'hidden';
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await pass(60_000);
    expect(load).toHaveBeenCalledTimes(1);
    visibility = 'visible';
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps the old data when a look fails, and goes on looking', async () => {
    show();
    await pass(0);
    load.mockRejectedValue(new Error('down'));
    await pass(15_000);
    expect(screen.getByRole('status')).toHaveTextContent('first down');
    load.mockResolvedValue('back');
    await pass(15_000);
    expect(screen.getByRole('status')).toHaveTextContent(/^back$/);
  });
});
