import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { doctor, well } from '../../../dev/doctor';
import { failure } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import type { ReleaseFlowApi } from '../../api';
import { EntityReleaseFlowCardBody } from '../EntityCard/EntityReleaseFlowCard';
import { EntityReleases } from '../EntityReleases';

async function open(api: Partial<ReleaseFlowApi> = {}) {
  renderWith(<EntityReleases />, { entity: 'qfa-backend', api });
  await userEvent.click(await screen.findByRole('tab', { name: 'Doctor' }));
  return screen.findByRole('button', { name: /Look now/ });
}

describe('the doctor', () => {
  it('says what is wrong, why it matters, and lets what mends it be copied', async () => {
    const user = userEvent.setup();
    await open();
    const found = screen.getByTestId('finding-variable-missing');
    expect(found).toHaveTextContent('AZ_CLIENT_ID is neither in');
    expect(found).toHaveTextContent('fail, or worse, go on');
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    await user.click(
      within(found).getByRole('button', { name: /^Copy what mends/ }),
    );
    expect(write).toHaveBeenCalledWith(doctor.findings[2].fix);
  });

  it('puts the worst first, and names what could not be looked at', async () => {
    await open();
    const titles = screen
      .getAllByRole('heading', { level: 4 })
      .map(({ textContent }) => textContent);
    expect(titles.slice(0, 4)).toEqual([
      'Errors3',
      'Warnings1',
      'Worth knowing1',
      'Could not be looked at1',
    ]);
    expect(screen.getByText(/administrator rights/)).toBeInTheDocument();
  });

  it('says that nothing was found, and in what', async () => {
    await open({ doctor: async () => well });
    expect(screen.getByText(/everything is as the flow/)).toBeInTheDocument();
    expect(screen.getByText('5 things looked at')).toBeInTheDocument();
  });

  it('does not call well what could not be looked at', async () => {
    await open({ doctor: async () => ({ ...doctor, findings: [] }) });
    expect(
      screen.getByText('Nothing found in what could be looked at.'),
    ).toBeInTheDocument();
  });

  it('looks when it is asked, and says why it does not', async () => {
    const lookNow = jest
      .fn()
      .mockRejectedValueOnce(failure(409, 'It was looked at 3 seconds ago.'))
      .mockResolvedValue({ ...doctor, isLooking: true });
    const button = await open({ lookNow });
    await userEvent.click(button);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'looked at 3 seconds ago',
    );
    await userEvent.click(button);
    expect(lookNow).toHaveBeenCalledTimes(2);
  });

  it('invites to the first look', async () => {
    const never = { ...well, lookedAt: null, looked: [] };
    await open({ doctor: async () => never });
    expect(screen.getByText('Not looked at yet')).toBeInTheDocument();
  });

  it('shows what the flow and its services have', async () => {
    await open();
    const counts = await screen.findByRole('list', {
      name: 'Findings of its services',
    });
    expect(counts).toHaveTextContent('branch-unprotected7 services');
    expect(counts).toHaveTextContent('and 2 more');
    expect(screen.getByTestId('finding-approvers-tight')).toBeInTheDocument();
  });

  it('counts errors on the card, and says nothing while there are none', async () => {
    const { unmount } = renderWith(<EntityReleaseFlowCardBody />, {
      entity: 'qfa-backend',
    });
    expect(await screen.findByText('3 errors in its setup')).toBeVisible();
    unmount();
    renderWith(<EntityReleaseFlowCardBody />, {
      entity: 'qfa-backend',
      api: { doctor: async () => well },
    });
    await screen.findByRole('list', { name: 'Environments' });
    expect(screen.queryByText(/in its setup/)).not.toBeInTheDocument();
  });
});
