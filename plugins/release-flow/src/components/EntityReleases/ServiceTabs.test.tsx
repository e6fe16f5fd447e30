import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HOSTILE_NOTES, release } from '../../../dev/releases';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from './EntityReleases';

describe('ServiceTabs', () => {
  it('lists releases with what is wrong with some of them', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    const rejected = await screen.findByTestId('release-v0.3.6');
    expect(rejected).toHaveTextContent('rejected: memory leak');
    expect(within(rejected).queryByText('Promote…')).not.toBeInTheDocument();
    expect(screen.getByTestId('release-v0.3.5')).toHaveTextContent('no digest');
    expect(
      screen.getByRole('button', { name: 'Publish v0.4.1' }),
    ).toBeEnabled();
  });

  it('shows notes by whoever wrote them without doing what they say', async () => {
    renderWith(<EntityReleases />, {
      entity: 'qfa-backend',
      api: {
        releases: async () => ({
          items: [release('v6.6.6', { notes: HOSTILE_NOTES })],
          nextCursor: null,
        }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Notes of v6.6.6' }),
    );
    expect(await screen.findByRole('link', { name: 'fine' })).toHaveAttribute(
      'rel',
      expect.stringContaining('noopener'),
    );
    expect(screen.getByText(/harmless looking/)).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'harmless looking' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'data' }),
    ).not.toBeInTheDocument();
    expect(document.querySelector('td img, td script')).toBeNull();
    expect(document.body.innerHTML).not.toMatch(/javascript:|onerror|tracker/);
  });

  it('filters the history and offers the way back', async () => {
    const history = jest.fn(mockApi.history);
    renderWith(<EntityReleases />, { entity: 'possible', api: { history } });
    await userEvent.click(await screen.findByRole('tab', { name: 'History' }));
    expect(
      await screen.findByText('“v0.3.5 answers too slowly”'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Environment/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'prd' }));
    expect(history).toHaveBeenLastCalledWith(
      'component:default/possible',
      expect.objectContaining({ environment: 'prd' }),
      expect.anything(),
    );
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Roll back to this: v0.3.4 in prd',
      }),
    );
    expect(
      await screen.findByRole('button', { name: 'Roll prd back to v0.3.4' }),
    ).toBeDisabled();
  });

  it('shows what a flow that only advises would have decided', async () => {
    const message = 'It would have waited. Approvals: 0 of 1 approvals';
    const history: typeof mockApi.history = async (...asked) => {
      const { items, ...rest } = await mockApi.history(...asked);
      const advice = { verdict: 'waiting' as const, message, gates: [] };
      return {
        ...rest,
        items: items.map(item => ({
          ...item,
          ...(item.id === 'h5' && { advice }),
        })),
      };
    };
    renderWith(<EntityReleases />, { entity: 'possible', api: { history } });
    await userEvent.click(await screen.findByRole('tab', { name: 'History' }));
    expect(await screen.findByText(message)).toBeInTheDocument();
  });

  it('tells where the docs are', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Release docs' }),
    );
    expect(
      await screen.findByRole('link', {
        name: 'https://acme.github.io/qfa-backend',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('v0.4.0', { selector: 'b' })).toBeInTheDocument();
  });
});
