import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApi } from '../../../dev/mockApi';
import { promotions } from '../../../dev/promotions';
import { renderWith } from '../../../dev/render';
import { PromotionBody } from './PromotionPage';

const state = () => screen.findByTestId('promotion-state');

describe('PromotionPage', () => {
  it('reads as the decision that a person takes', async () => {
    renderWith(<PromotionBody id="p-waiting" />);
    expect(
      await screen.findByRole('heading', { name: 'v0.4.0 to prd' }),
    ).toBeInTheDocument();
    expect(await state()).toHaveTextContent('Waiting on 1 gate');
    const gates = screen.getByRole('list', { name: 'Gates' });
    expect(within(gates).getAllByText('Passed')).toHaveLength(5);
    expect(gates).toHaveTextContent('Healthy there for 2 h on the same digest');
    expect(
      within(screen.getByRole('list', { name: 'Steps' })).getByText(
        'If that fails: roll back to v0.3.7',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('breaking')).toBeInTheDocument();
    expect(
      screen.getByText('“usage tracking for the pilot”'),
    ).toBeInTheDocument();
  });

  it('approves the plan that was seen', async () => {
    const decide = jest.fn(mockApi.decide);
    renderWith(<PromotionBody id="p-waiting" />, { api: { decide } });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve v0.4.0 for prd' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Comment/ }),
      'looks good',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Approve v0.4.0 for prd' }),
    );
    await waitFor(() =>
      expect(decide).toHaveBeenCalledWith('p-waiting', {
        decision: 'approve',
        comment: 'looks good',
        planHash: promotions['p-waiting'].planHash,
      }),
    );
  });

  it('says why the reader can not approve', async () => {
    renderWith(<PromotionBody id="p-own" />);
    const button = await screen.findByRole('button', {
      name: 'Approve v0.4.0 for prd',
    });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(
      "You asked for it, so you can't approve it.",
    );
  });

  it('explains the pause for reviewers in GitHub', async () => {
    renderWith(<PromotionBody id="p-waiting-in-github" />);
    expect(
      await screen.findByText(/GitHub starts the job by itself/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Review in GitHub' }),
    ).toHaveAttribute(
      'href',
      'https://github.com/acme/qfa-backend/actions/runs/42',
    );
  });

  it('shows what holds it up and when it is tried again', async () => {
    renderWith(<PromotionBody id="p-trouble" />);
    expect(
      await screen.findByText(/GitHub does not answer \(503\); tried again/),
    ).toHaveTextContent(/in \d+ s/);
  });

  it('is resolved by a person who looked, and shows a refusal in place', async () => {
    renderWith(<PromotionBody id="p-attention" />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Resolve…' }),
    );
    const dialog = await screen.findByRole('dialog');
    const button = within(dialog).getByRole('button', { name: 'Resolve' });
    expect(button).toBeDisabled();
    await userEvent.click(
      within(dialog).getByRole('radio', { name: /The change was made/ }),
    );
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'the site shows it',
    );
    await userEvent.click(button);
    expect(
      await within(dialog).findByText('Someone else has resolved it already.'),
    ).toBeInTheDocument();
  });

  it.each([
    ['p-succeeded', 'v0.4.0 runs in prd'],
    ['p-rolled-back', 'v0.4.0 failed in prd and was rolled back to v0.3.7'],
    ['p-rejected', 'v0.4.0 was rejected for prd'],
    ['p-superseded', 'Superseded by a newer promotion'],
  ])('ends clearly: %s', async (id, title) => {
    renderWith(<PromotionBody id={id} />);
    expect(await screen.findByText(title)).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Approve/ }),
    ).not.toBeInTheDocument();
  });

  it('says so when there is no such promotion', async () => {
    renderWith(<PromotionBody id="p-none" />);
    expect(
      await screen.findByText('There is no trace of this promotion'),
    ).toBeInTheDocument();
  });
});
