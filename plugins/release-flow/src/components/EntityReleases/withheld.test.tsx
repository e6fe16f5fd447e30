import { screen, within } from '@testing-library/react';
import type { ServiceState } from 'backstage-plugin-release-flow-common';
import { overview } from '../../../dev/overview';
import { renderWith } from '../../../dev/render';
import { services } from '../../../dev/services';
import { EntityReleaseFlowCardBody } from '../EntityCard';
import { EnvironmentsTab } from '../OverviewPage/EnvironmentsTab';
import { EntityReleases } from './EntityReleases';

/** As the backend answers who may not see what runs in prd. */
const kept = (state: ServiceState): ServiceState => ({
  ...state,
  environments: state.environments.map(it =>
    it.id === 'prd'
      ? {
          ...it,
          access: ['group:default/operations', 'Customers'],
          withheld: 'Who may see what runs here: group:default/operations',
          recorded: null,
          declared: null,
          openPromotion: null,
        }
      : it,
  ),
});
const api = {
  service: async (ref: string) => kept(services[ref]),
  overview: async () => ({
    ...overview,
    items: overview.items.map(row => ({
      ...row,
      environments: row.environments.map(it =>
        it.id === 'prd' ? { ...it, label: null, withheld: true } : it,
      ),
    })),
  }),
};

describe('an environment that the reader may not look into', () => {
  it('keeps its place, says who may, and offers nothing', async () => {
    renderWith(<EntityReleases />, { entity: 'possible', api });
    const prd = await screen.findByRole('article', { name: 'Environment prd' });
    expect(prd).toHaveTextContent('No access');
    expect(prd).toHaveTextContent(
      /Who may see what runs here: operations, Customers/,
    );
    expect(within(prd).queryByRole('button')).not.toBeInTheDocument();
    expect(prd).not.toHaveTextContent(/Healthy|Not read|v0/);
  });

  it('is locked on the card', async () => {
    renderWith(<EntityReleaseFlowCardBody />, { entity: 'possible', api });
    const line = await screen.findByRole('list', { name: 'Environments' });
    const prd = within(line).getAllByRole('listitem').at(-1)!;
    expect(prd).toHaveTextContent('no access');
  });

  it('is locked in the overview', async () => {
    renderWith(<EnvironmentsTab />, { api });
    const matrix = await screen.findByRole('table', {
      name: 'Services and environments',
    });
    expect(within(matrix).getAllByText('no access').length).toBeGreaterThan(0);
  });
});
