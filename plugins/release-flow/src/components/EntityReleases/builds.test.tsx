import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from './EntityReleases';

jest.setTimeout(120_000);

const SERVICE = 'component:default/branches';

describe('builds of branches', () => {
  it('are listed apart from releases, with what they wait for', async () => {
    renderWith(<EntityReleases />, { entity: 'branches' });
    const list = await screen.findByRole('table', {
      name: 'Builds of branches',
    });
    expect(list).toHaveTextContent('waiting for its image');
    const build = await within(list).findByTestId('release-v1.3.0');
    expect(build).toHaveTextContent('release/v1.3.0');
    expect(within(list).queryByText('v0.4.0')).not.toBeInTheDocument();
  });

  it('are not spoken of where the flow promotes releases only', async () => {
    renderWith(<EntityReleases />, { entity: 'possible' });
    await screen.findByTestId('release-v0.4.0');
    expect(screen.queryByText('Builds of branches')).not.toBeInTheDocument();
  });

  it('remind of an urgent fix that main lacks', async () => {
    renderWith(<EntityReleases />, { entity: 'branches' });
    const reminder = await screen.findByTestId('reminder');
    expect(reminder).toHaveTextContent('is not in main');
    expect(
      within(reminder).getByRole('link', { name: 'Compare' }),
    ).toHaveAttribute('href', expect.stringContaining('main...hotfix'));
  });

  it('get the proposed version, or another one that somebody writes', async () => {
    const promote = jest.fn(mockApi.promote);
    const preflight = jest.fn(mockApi.preflight);
    renderWith(<EntityReleases />, {
      entity: 'branches',
      api: { promote, preflight },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Actions for v1.3.0' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Promote to staging/ }),
    );
    const dialog = await screen.findByRole('dialog');
    const field = await within(dialog).findByLabelText('Version');
    expect(field).toHaveValue('1.3.0');
    expect(dialog).toHaveTextContent('2 features');
    await userEvent.clear(field);
    await userEvent.type(field, '2.0.0');
    await userEvent.tab();
    await waitFor(() =>
      expect(preflight).toHaveBeenLastCalledWith(
        SERVICE,
        expect.objectContaining({ version: '2.0.0' }),
        expect.anything(),
      ),
    );
    const button = await within(dialog).findByRole('button', {
      name: /^Promote v1.3.0/,
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() =>
      expect(promote).toHaveBeenCalledWith(
        SERVICE,
        expect.objectContaining({ release: 'b-release', version: '2.0.0' }),
      ),
    );
  });
});
