import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { guideOf, logs } from '../../../dev/runtime';
import { failure } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import type { ReleaseFlowApi } from '../../api';
import { PromotionBody } from './PromotionPage';

const FAILED = guideOf('p-failed');
const render = (api: Partial<ReleaseFlowApi> = {}, id = 'p-waiting') =>
  renderWith(<PromotionBody id={id} />, { api });

describe('the guide of a promotion', () => {
  it('says what to check, the likeliest first', async () => {
    render({ guide: async () => FAILED });
    const panel = await screen.findByRole('region', { name: 'What to check' });
    const items = within(panel).getAllByRole('listitem');
    expect(items.map(item => item.getAttribute('data-check'))).toEqual([
      'step',
      'secrets',
      'declared-0',
      'way-back',
    ]);
    expect(items[0]).toHaveTextContent('answered 503');
    expect(within(items[0]).getByRole('link')).toHaveAttribute(
      'href',
      'https://github.com/acme/qfa-backend/runs/1',
    );
  });

  it('gives commands to be copied', async () => {
    const user = userEvent.setup();
    render();
    const panel = await screen.findByRole('region', { name: 'Look closer' });
    await user.click(
      within(panel).getByRole('button', { name: 'The same by hand' }),
    );
    const [copy] = within(panel).getAllByRole('button', {
      name: 'Copy the commands',
    });
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    await user.click(copy);
    expect(write).toHaveBeenCalledWith(
      'gh workflow run promote-to-prd.yaml --repo acme/qfa-backend --raw-field tag=v0.4.0',
    );
    expect(await within(panel).findByText('Copied')).toBeInTheDocument();
    expect(screen.queryByText('What to check')).not.toBeInTheDocument();
  });

  it('reads the log when somebody asks for it', async () => {
    const read = jest.fn(async () => logs);
    render({ logs: read });
    const button = await screen.findByRole('button', {
      name: 'Read the log of prd',
    });
    expect(read).not.toHaveBeenCalled();
    await userEvent.click(button);
    expect(
      await screen.findByRole('list', { name: 'Newest log lines' }),
    ).toHaveTextContent('could not connect');
    expect(screen.getByRole('link', { name: 'Log stream' })).toBeVisible();
  });

  it('says why there is no log', async () => {
    const message = 'To operate in prd is for group:default/qfa-ops.';
    render({
      guide: async () => ({ ...FAILED, logs: { possible: false, message } }),
    });
    expect(
      await screen.findByRole('button', { name: 'Read the log of prd' }),
    ).toBeDisabled();
    expect(screen.getByText(message)).toBeVisible();
  });

  it('says that the log could not be read', async () => {
    render({
      logs: async () => {
        throw failure(403, 'Not allowed');
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Read the log of prd' }),
    );
    expect(await screen.findByText('Not allowed')).toBeVisible();
  });

  it('leaves the page as it is when there is none', async () => {
    render({
      guide: async () => {
        throw failure(500, 'Broken');
      },
    });
    expect(
      await screen.findByRole('region', { name: 'Decision' }),
    ).toBeVisible();
    expect(screen.queryByText('Look closer')).not.toBeInTheDocument();
    expect(screen.queryByText('Broken')).not.toBeInTheDocument();
  });
});
