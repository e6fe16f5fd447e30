import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { DecisionsTab } from './DecisionsTab';
import { EnvironmentsTab } from './EnvironmentsTab';

const Address = () => <output>{useLocation().search}</output>;

const table = () =>
  screen.findByRole('table', { name: 'Services and environments' });

describe('OverviewPage', () => {
  it('shows services by tier, with what needs a person', async () => {
    renderWith(<EnvironmentsTab />);
    const matrix = await table();
    expect(
      within(matrix)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Service',
      'Development',
      'Testing',
      'Staging',
      'Production',
      'Behind',
      'Under way',
    ]);
    expect(
      within(matrix).getByRole('link', { name: 'QFA backend' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/qfa-backend/releases',
    );
    expect(
      within(matrix).getByRole('link', {
        name: 'QFA backend: waiting: approval',
      }),
    ).toHaveAttribute('href', '/release-flow/promotions/p-waiting');
    expect(matrix).toHaveTextContent('drift');
    expect(screen.getByText('1–6 of 1,284')).toBeInTheDocument();
  });

  it('counts what is behind, needs attention, drifts, went out and failed', async () => {
    renderWith(<EnvironmentsTab />);
    const counts = await screen.findByRole('list', { name: 'At a glance' });
    expect(
      within(counts)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      '1,284services in 6 flows',
      '212with production behind',
      '7needing attention, 3 drifting',
      '41deployments today, 2 failed',
    ]);
  });

  it('takes the filters from the address and puts them there', async () => {
    const overview = jest.fn(mockApi.overview);
    renderWith(
      <>
        <EnvironmentsTab />
        <Address />
      </>,
      { api: { overview }, route: '/?status=drift&owner=group:default/qfa' },
    );
    await table();
    expect(overview.mock.calls[0][0]).toMatchObject({
      status: 'drift',
      owner: 'group:default/qfa',
    });
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search services' }),
      'ledger',
    );
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent('text=ledger'),
    );
    await waitFor(() =>
      expect(screen.queryByText('QFA backend')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('Ledger')).toBeInTheDocument();
  });

  it("has one flow's environments as columns", async () => {
    renderWith(<EnvironmentsTab />, {
      route: '/?flow=releaseflow:default/six-environments',
    });
    const matrix = await table();
    expect(
      await within(matrix).findByRole('columnheader', { name: 'dev-int' }),
    ).toBeInTheDocument();
  });

  it('turns pages by cursor', async () => {
    const overview = jest.fn(mockApi.overview);
    renderWith(<EnvironmentsTab />, { api: { overview } });
    await table();
    expect(screen.getByRole('button', { name: 'Previous' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    await waitFor(() =>
      expect(overview.mock.calls.at(-1)?.[0]).toMatchObject({ cursor: 'next' }),
    );
    expect(await screen.findByText('51–56 of 1,284')).toBeInTheDocument();
  });

  it('offers a way out when nothing matches', async () => {
    renderWith(<EnvironmentsTab />, { route: '/?text=nothing-like-it' });
    expect(await screen.findByText('No service matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    expect(await table()).toBeInTheDocument();
  });

  it('lists what waits for the reader', async () => {
    const promotions = jest.fn(mockApi.promotions);
    renderWith(<DecisionsTab />, { api: { promotions } });
    expect(
      await screen.findByRole('link', {
        name: 'Review v0.4.0 to prd of QFA backend',
      }),
    ).toHaveAttribute('href', '/release-flow/promotions/p-waiting');
    expect(promotions.mock.calls[0][0]).toMatchObject({ awaitingMe: 'true' });
  });

  it('is glad when nothing does', async () => {
    renderWith(<DecisionsTab />, {
      api: { promotions: async () => ({ items: [], nextCursor: null }) },
    });
    expect(
      await screen.findByText('Nothing waits for you'),
    ).toBeInTheDocument();
  });
});
