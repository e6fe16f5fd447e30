import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  endedFreeze,
  freeze,
  freezes,
  sooner,
  stopped,
  weekend,
} from '../../../dev/freezes';
import { failure, mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EnvironmentsTab } from '../OverviewPage';
import { FreezesTab } from './FreezesTab';

const press = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name }));
  return screen.findByRole('dialog');
};

const say = (dialog: HTMLElement, name: RegExp, text: string) =>
  userEvent.type(within(dialog).getByRole('textbox', { name }), text);

describe('FreezesTab', () => {
  it('says what each covers, when and why', async () => {
    renderWith(<FreezesTab />);
    const now = await screen.findByRole('list', { name: 'Now' });
    expect(now).toHaveTextContent(/Year end/);
    expect(now).toHaveTextContent('Covers production environments');
    expect(now).toHaveTextContent('“Few people are there to help”');
    const later = screen.getByRole('list', { name: 'To come' });
    expect(later).toHaveTextContent(
      'Every Friday at 16:00, for 2 days 16 hours, Europe/Berlin; next ',
    );
    expect(later).toHaveTextContent(
      'staging and production environments of services of qfa in the flow azure-three-stage',
    );
  });

  it('shows what is over when asked', async () => {
    const list = jest.fn(async (open?: boolean) => ({
      ...freezes,
      items: open ? [sooner] : [sooner, endedFreeze],
    }));
    renderWith(<FreezesTab />, { api: { freezes: list } });
    expect(
      within(await screen.findByRole('list', { name: 'To come' })).getByText(
        'Database move',
      ),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('switch', { name: 'Show what is over' }),
    );
    const over = await screen.findByRole('list', { name: 'Over' });
    expect(over).toHaveTextContent('“It was over sooner”');
    expect(within(over).queryByRole('button')).not.toBeInTheDocument();
  });

  it('declares one for a time, in words before it is sent', async () => {
    const declareFreeze = jest.fn(mockApi.declareFreeze);
    renderWith(<FreezesTab />, { api: { declareFreeze } });
    const dialog = await press('Declare freeze…');
    const button = within(dialog).getByRole('button', {
      name: 'Declare the freeze',
    });
    expect(dialog).toHaveTextContent('Give it a title.');
    await say(dialog, /Title/, 'Year end');
    await say(dialog, /Reason/, 'few people are there');
    expect(dialog).toHaveTextContent('Say when it ends, after its begin.');
    expect(button).toBeDisabled();
    const until = within(dialog).getByLabelText(/Until/);
    await userEvent.type(until, '2100-01-04T08:00');
    await userEvent.click(
      within(dialog).getByRole('checkbox', { name: 'Staging' }),
    );
    expect(within(dialog).getByTestId('scope-in-words')).toHaveTextContent(
      'Covers production and staging environments.',
    );
    await userEvent.click(button);
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(declareFreeze).toHaveBeenCalledWith({
      kind: 'window',
      title: 'Year end',
      reason: 'few people are there',
      scope: { tiers: ['production', 'staging'] },
      from: undefined,
      until: new Date('2100-01-04T08:00').toISOString(),
    });
  });

  it('declares one that comes back, and shows what the server refuses', async () => {
    const declareFreeze = jest.fn(async () => {
      throw failure(400, "recurrence.schedule: '0 25 * * *' never fires");
    });
    renderWith(<FreezesTab />, { api: { declareFreeze } });
    const dialog = await press('Declare freeze…');
    await say(dialog, /Title/, 'Nights');
    await say(dialog, /Reason/, 'nobody is awake');
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'It comes back' }),
    );
    const begins = within(dialog).getByRole('textbox', { name: /Begins/ });
    await userEvent.clear(begins);
    await userEvent.type(begins, '30 18 * *');
    expect(dialog).toHaveTextContent('The schedule needs five fields.');
    await userEvent.type(begins, ' MON-FRI');
    const lasts = within(dialog).getByRole('textbox', { name: /Lasts/ });
    await userEvent.clear(lasts);
    await userEvent.type(lasts, 'pt13h');
    expect(within(dialog).getByTestId('in-words')).toHaveTextContent(
      /^Every Monday to Friday at 18:30, for 13 hours, /,
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Declare the freeze' }),
    );
    expect(await within(dialog).findByText(/never fires/)).toBeInTheDocument();
    expect(declareFreeze).toHaveBeenCalledWith(
      expect.objectContaining({
        kind: 'recurring',
        recurrence: expect.objectContaining({
          schedule: '30 18 * * MON-FRI',
          duration: 'PT13H',
        }),
      }),
    );
  });

  it('stops the line with a reason, and starts it again with one', async () => {
    const declareFreeze = jest.fn(mockApi.declareFreeze);
    const endFreeze = jest.fn(mockApi.endFreeze);
    let items = [weekend];
    renderWith(<FreezesTab />, {
      api: {
        declareFreeze,
        endFreeze,
        freezes: async () => ({ items, canDeclare: true }),
      },
    });
    let dialog = await press('Stop the line…');
    expect(dialog).toHaveTextContent('in any environment of any service');
    const stop = within(dialog).getByRole('button', { name: 'Stop the line' });
    expect(stop).toBeDisabled();
    await say(dialog, /Reason/, 'the registry serves wrong images');
    items = [stopped, weekend];
    await userEvent.click(stop);
    expect(await screen.findByTestId('line-stopped')).toHaveTextContent(
      'The registry serves wrong images',
    );
    expect(declareFreeze).toHaveBeenCalledWith({
      kind: 'stop-the-line',
      title: 'The line is stopped',
      reason: 'the registry serves wrong images',
      scope: {},
    });
    expect(
      screen.queryByRole('button', { name: 'Stop the line…' }),
    ).not.toBeInTheDocument();
    dialog = await press('Start the line again…');
    await say(dialog, /Reason/, 'the registry is mended');
    items = [weekend];
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Start the line again' }),
    );
    await waitFor(() =>
      expect(endFreeze).toHaveBeenCalledWith('f-stop', {
        reason: 'the registry is mended',
      }),
    );
    await waitFor(() =>
      expect(screen.queryByTestId('line-stopped')).not.toBeInTheDocument(),
    );
  });

  it('only shows where the reader may declare nothing', async () => {
    renderWith(<FreezesTab />, {
      api: { freezes: async () => ({ ...freezes, canDeclare: false }) },
    });
    await screen.findByRole('list', { name: 'Now' });
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
    expect(screen.getByText(/permissions do not let you/)).toBeInTheDocument();
  });

  it('says so when nothing is frozen', async () => {
    renderWith(<FreezesTab />, {
      api: { freezes: async () => ({ items: [], canDeclare: true }) },
    });
    expect(
      await screen.findByText('No freeze is declared'),
    ).toBeInTheDocument();
  });
});

describe('the overview', () => {
  it('says above all that the line is stopped, by whom and why', async () => {
    renderWith(<EnvironmentsTab />, {
      api: {
        freezes: async () => ({
          items: [freeze('f-year'), stopped],
          canDeclare: false,
        }),
      },
    });
    const banner = await screen.findByTestId('freeze-banner');
    expect(banner).toHaveTextContent(/The line is stopped.*raj/);
    expect(
      within(banner).getByRole('link', { name: 'Details' }),
    ).toHaveAttribute('href', '/release-flow/freezes');
  });

  it('is silent about what only comes later', async () => {
    renderWith(<EnvironmentsTab />, {
      api: { freezes: async () => ({ items: [weekend], canDeclare: true }) },
    });
    await screen.findByRole('table');
    expect(screen.queryByTestId('freeze-banner')).not.toBeInTheDocument();
  });
});
