import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { failure, mockApi } from '../../../dev/mockApi';
import { planChange } from '../../../dev/people';
import { promotions } from '../../../dev/promotions';
import { renderWith } from '../../../dev/render';
import { PromotionBody } from './PromotionPage';

const press = async (name: string | RegExp) => {
  await userEvent.click(await screen.findByRole('button', { name }));
  return screen.findByRole('dialog');
};

const say = (dialog: HTMLElement, label: RegExp, text: string) =>
  userEvent.type(within(dialog).getByRole('textbox', { name: label }), text);

const confirm = (dialog: HTMLElement, name: string) =>
  userEvent.click(within(dialog).getByRole('button', { name }));

beforeEach(() => localStorage.clear());

describe('sign-off', () => {
  it('is given by name, with what was looked at', async () => {
    const decide = jest.fn(mockApi.decide);
    renderWith(<PromotionBody id="p-people" />, { api: { decide } });
    const dialog = await press('Sign off as security…');
    expect(dialog).toHaveTextContent('Security looked at it');
    const button = within(dialog).getByRole('button', {
      name: 'Sign off as security',
    });
    expect(button).toBeDisabled();
    expect(dialog).toHaveTextContent('Say what was looked at.');
    await say(dialog, /Comment/, 'threat model is unchanged');
    await userEvent.click(button);
    await waitFor(() =>
      expect(decide).toHaveBeenCalledWith('p-people', {
        decision: 'sign-off',
        gate: 'security',
        comment: 'threat model is unchanged',
        planHash: promotions['p-people'].planHash,
      }),
    );
  });

  it('is no approval in the list of decisions', async () => {
    renderWith(<PromotionBody id="p-people" />);
    const list = await screen.findByRole('list', { name: 'Decisions' });
    expect(within(list).getByTestId('decision-sign-off')).toHaveTextContent(
      /Signed off.*QA looked at staging.*14 journeys/,
    );
    expect(within(list).getByTestId('decision-approve')).toHaveTextContent(
      /Approved.*looks good/,
    );
  });
});

describe('override', () => {
  it('is offered only where the gate allows it', async () => {
    renderWith(<PromotionBody id="p-people" />);
    const gates = await screen.findByRole('list', { name: 'Gates' });
    const names = within(gates)
      .getAllByRole('button')
      .map(button => button.getAttribute('aria-label'));
    expect(names).toEqual([
      'Override Checks of the commit',
      'Override Before production',
    ]);
  });

  it('is not offered to whom may not', async () => {
    const { can, ...rest } = promotions['p-people'];
    renderWith(<PromotionBody id="p-people" />, {
      api: {
        promotion: async () => ({ ...rest, can: { ...can, override: false } }),
      },
    });
    await screen.findByRole('list', { name: 'Gates' });
    expect(
      screen.queryByRole('button', { name: /Override/ }),
    ).not.toBeInTheDocument();
  });

  it('takes a reason and says that it is kept', async () => {
    const override = jest.fn(mockApi.override);
    renderWith(<PromotionBody id="p-people" />, { api: { override } });
    const dialog = await press('Override Checks of the commit');
    expect(dialog).toHaveTextContent('e2e is still running');
    expect(dialog).toHaveTextContent(/audit, for good/);
    const button = within(dialog).getByRole('button', {
      name: 'Override this gate',
    });
    expect(button).toBeDisabled();
    await say(dialog, /Reason/, 'e2e is broken for another reason');
    await userEvent.click(button);
    await waitFor(() =>
      expect(override).toHaveBeenCalledWith('p-people', {
        gate: 'checks',
        reason: 'e2e is broken for another reason',
        planHash: promotions['p-people'].planHash,
      }),
    );
  });

  it('stays in sight, with who and why', async () => {
    renderWith(<PromotionBody id="p-people" />);
    const gate = await screen.findByTestId('gate-freeze');
    expect(gate).toHaveAttribute('data-status', 'overridden');
    expect(gate).toHaveTextContent(/^Overridden/);
    expect(gate).toHaveTextContent("“the pilot can't wait”");
    expect(gate).toHaveTextContent(/It said: Year end until/);
  });
});

describe('checklist', () => {
  it('shows how far it is, who said what, and what ticks itself', async () => {
    renderWith(<PromotionBody id="p-people" />);
    const list = await screen.findByRole('list', { name: 'Before production' });
    expect(screen.getByText('3 of 5')).toBeInTheDocument();
    expect(within(list).getByTestId('item-data-protection')).toHaveTextContent(
      '“No personal data is touched”',
    );
    expect(within(list).getByTestId('item-smoke')).toHaveTextContent(
      'Ticks itself by checks',
    );
    expect(
      within(list).queryByRole('checkbox', { name: /checks of the commit/ }),
    ).not.toBeInTheDocument();
  });

  it('is opened again with one press, and ticked with words where they are needed', async () => {
    const tick = jest.fn(mockApi.tick);
    renderWith(<PromotionBody id="p-people" />, { api: { tick } });
    const announced = await screen.findByRole('checkbox', {
      name: 'The support desk knows',
    });
    expect(announced).toBeChecked();
    await userEvent.click(announced);
    const item = { checklist: 'before-production', evidence: undefined };
    await waitFor(() =>
      expect(tick).toHaveBeenCalledWith('p-people', {
        ...item,
        item: 'announced',
        state: 'open',
      }),
    );
    await userEvent.click(
      screen.getByRole('checkbox', { name: /The load test holds/ }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      within(dialog).getByRole('button', { name: 'Tick it' }),
    ).toBeDisabled();
    await say(dialog, /Evidence/, '212 requests a second');
    await confirm(dialog, 'Tick it');
    await waitFor(() =>
      expect(tick).toHaveBeenLastCalledWith('p-people', {
        ...item,
        item: 'load-test',
        state: 'done',
        evidence: '212 requests a second',
      }),
    );
  });

  it('takes a reason for what does not apply, and shows a refusal in place', async () => {
    const tick = jest.fn(async () => {
      throw failure(409, "'The load test' always applies.");
    });
    renderWith(<PromotionBody id="p-people" />, { api: { tick } });
    const dialog = await press(/Does not apply: The load test/);
    await say(dialog, /Reason/, 'no change of load');
    await confirm(dialog, 'It does not apply');
    expect(await within(dialog).findByText(/always applies/)).toBeVisible();
    expect(tick).toHaveBeenCalledWith(
      'p-people',
      expect.objectContaining({
        state: 'not-applicable',
        evidence: 'no change of load',
      }),
    );
  });
});

describe('emergency', () => {
  it('says who asked, why and who decides', async () => {
    renderWith(<PromotionBody id="p-emergency" />);
    const banner = await screen.findByTestId('emergency');
    expect(banner).toHaveTextContent('“production answers 500 since 09:12”');
    expect(banner).toHaveTextContent('1 approval from incident-leads');
  });

  it('marks the decision that was given for it', async () => {
    renderWith(<PromotionBody id="p-emergency-verifying" />);
    expect(await screen.findByTestId('decision-approve')).toHaveTextContent(
      'Emergency',
    );
  });
});

describe('a changed plan', () => {
  it('is shown field by field, with what it voided', async () => {
    renderWith(<PromotionBody id="p-plan-changed" />);
    const banner = await screen.findByTestId('plan-changed');
    expect(banner).toHaveTextContent('1 decision given before is void');
    const list = within(banner).getByRole('list', {
      name: 'What changed in the plan',
    });
    expect(list).toHaveTextContent(/Gate approvals\s*required.*was1is now2/);
    expect(list).toHaveTextContent(/Verification bakewasnot thereis now/);
  });

  it('is news only once when nobody had decided', async () => {
    const view = { ...promotions['p-plan-changed'], decisions: [] };
    const api = { promotion: async () => view };
    const { unmount } = renderWith(<PromotionBody id="p-plan-changed" />, {
      api,
    });
    await screen.findByTestId('promotion-state');
    expect(screen.queryByTestId('plan-changed')).not.toBeInTheDocument();
    unmount();
    const later = { ...view, planHash: 'c'.repeat(64) };
    renderWith(<PromotionBody id="p-plan-changed" />, {
      api: { promotion: async () => later },
    });
    expect(await screen.findByTestId('plan-changed')).toBeInTheDocument();
  });

  it('is looked at before it is approved', async () => {
    let view: PromotionView = promotions['p-waiting'];
    const decide = jest.fn(
      async (id: string, { planHash }: { planHash: string }) => {
        if (planHash === view.planHash) return mockApi.decide(id, {} as never);
        throw Object.assign(failure(409, 'The plan changed.'), {
          body: { error: { code: 'plan-changed', message: 'It changed.' } },
        });
      },
    );
    renderWith(<PromotionBody id="p-waiting" />, {
      api: { decide, promotion: async () => view },
    });
    const dialog = await press('Approve v0.4.0 for prd');
    view = { ...view, planHash: 'd'.repeat(64), planChange };
    await confirm(dialog, 'Approve v0.4.0 for prd');
    expect(
      await within(dialog).findByText('The plan changed while you looked'),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent(/Gate approvals/);
    const approve = within(dialog).getByRole('button', {
      name: 'Approve v0.4.0 for prd',
    });
    expect(approve).toBeDisabled();
    await confirm(dialog, 'I have seen it');
    expect(dialog).not.toHaveTextContent('Not done');
    await userEvent.click(approve);
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(decide).toHaveBeenLastCalledWith(
      'p-waiting',
      expect.objectContaining({ planHash: 'd'.repeat(64) }),
    );
  });
});

describe('a review in GitHub', () => {
  const config = { releaseFlow: { github: { inPortalReview: true } } };

  it('is given here with the own token, where the portal is set up for it', async () => {
    const reviewInGithub = jest.fn(mockApi.reviewInGithub);
    renderWith(<PromotionBody id="p-waiting-in-github" />, {
      api: { reviewInGithub },
      githubToken: async () => 'own-token',
      config,
    });
    const dialog = await press('Review here…');
    expect(dialog).toHaveTextContent('Approve or reject.');
    await userEvent.click(
      within(dialog).getByRole('radio', { name: /^Reject/ }),
    );
    await say(dialog, /Comment/, 'not before noon');
    await confirm(dialog, 'Reject in GitHub');
    await waitFor(() =>
      expect(reviewInGithub).toHaveBeenCalledWith(
        'p-waiting-in-github',
        { decision: 'reject', comment: 'not before noon' },
        'own-token',
      ),
    );
  });

  it('says in place when GitHub gives no token', async () => {
    const reviewInGithub = jest.fn(mockApi.reviewInGithub);
    renderWith(<PromotionBody id="p-waiting-in-github" />, {
      api: { reviewInGithub },
      githubToken: async () => {
        throw new Error('The sign-in was closed.');
      },
      config,
    });
    const dialog = await press('Review here…');
    await userEvent.click(
      within(dialog).getByRole('radio', { name: /^Approve/ }),
    );
    await confirm(dialog, 'Approve in GitHub');
    expect(
      await within(dialog).findByText('The sign-in was closed.'),
    ).toBeInTheDocument();
    expect(reviewInGithub).not.toHaveBeenCalled();
  });

  it('is only a link elsewhere', async () => {
    renderWith(<PromotionBody id="p-waiting-in-github" />, {
      githubToken: async () => 'own-token',
    });
    await screen.findByRole('link', { name: 'Review in GitHub' });
    expect(
      screen.queryByRole('button', { name: 'Review here…' }),
    ).not.toBeInTheDocument();
  });
});
