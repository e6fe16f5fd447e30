import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from '../EntityReleases';

const FROZEN = 'component:default/frozen';

const press = async (name: string | RegExp) => {
  await userEvent.click(await screen.findByRole('button', { name }));
  return screen.findByRole('dialog');
};

const choose = async (of: string, item: string | RegExp) => {
  await userEvent.click(
    await screen.findByRole('button', { name: `Actions for ${of}` }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
  return screen.findByRole('dialog');
};

const say = (dialog: HTMLElement, text: string) =>
  userEvent.type(within(dialog).getByRole('textbox', { name: /Reason/ }), text);

describe('an emergency', () => {
  it('is asked for with a reason, after the freeze was said', async () => {
    const promote = jest.fn(mockApi.promote);
    const preflight = jest.fn(mockApi.preflight);
    renderWith(<EntityReleases />, {
      entity: 'frozen',
      api: { promote, preflight },
    });
    const dialog = await press('Promote v0.4.0 from staging to prd');
    expect(
      await within(dialog).findByText('Deployments are frozen here'),
    ).toBeInTheDocument();
    const button = within(dialog).getByRole('button', {
      name: 'Promote v0.4.0 to prd',
    });
    expect(button).toBeEnabled();
    await userEvent.click(
      within(dialog).getByRole('switch', { name: 'This is an emergency' }),
    );
    expect(dialog).toHaveTextContent(/Every other gate holds as always/);
    await waitFor(() =>
      expect(preflight).toHaveBeenLastCalledWith(
        FROZEN,
        expect.objectContaining({ emergency: true }),
        expect.anything(),
      ),
    );
    expect(
      await within(dialog).findByText('Say what the emergency is.'),
    ).toBeInTheDocument();
    expect(button).toBeDisabled();
    await say(dialog, 'production answers 500');
    await userEvent.click(button);
    await waitFor(() =>
      expect(promote).toHaveBeenCalledWith(
        FROZEN,
        expect.objectContaining({
          emergency: true,
          reason: 'production answers 500',
        }),
      ),
    );
  });

  it('is not offered where the flow has none', async () => {
    renderWith(<EntityReleases />, { entity: 'possible' });
    const dialog = await press('Promote v0.4.0 from staging to prd');
    await within(dialog).findByRole('list', { name: 'Gates' });
    expect(within(dialog).queryByRole('switch')).not.toBeInTheDocument();
  });
});

describe('drift', () => {
  it('is repaired with a reason, after every truth was shown', async () => {
    const repair = jest.fn(mockApi.repair);
    renderWith(<EntityReleases />, { entity: 'frozen', api: { repair } });
    const dialog = await choose('prd', 'Repair: put v0.3.7 back…');
    expect(dialog).toHaveTextContent('the site is set to v0.3.9');
    expect(dialog).toHaveTextContent(/Set to\s*v0\.3\.9/);
    expect(dialog).toHaveTextContent(/Runs\s*Not proven/);
    await say(dialog, 'nobody knows who did that');
    const button = within(dialog).getByRole('button', {
      name: 'Put v0.3.7 back in prd',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() =>
      expect(repair).toHaveBeenCalledWith(FROZEN, 'prd', {
        reason: 'nobody knows who did that',
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      }),
    );
  });
});

it('tells every truth of an environment, with its source', async () => {
  renderWith(<EntityReleases />, { entity: 'frozen' });
  const details = await press('Details of prd');
  expect(details).toHaveTextContent('Answers questions from the field');
  expect(details).toHaveTextContent(/Recorded\s*v0\.3\.7.*verified/);
  expect(details).toHaveTextContent(/Reported\s*v0\.3\.7.*GitHub/);
  expect(details).toHaveTextContent('QFA leads, Platform');
});

it('lets a branch stay longer', async () => {
  const extend = jest.fn(mockApi.extend);
  renderWith(<EntityReleases />, { entity: 'qfa-backend', api: { extend } });
  const dialog = await choose('dev', 'Let the branch stay longer…');
  expect(dialog).toHaveTextContent('expires in 2 d');
  expect(
    within(dialog).queryByRole('radio', { name: '2 days' }),
  ).not.toBeInTheDocument();
  await userEvent.click(within(dialog).getByRole('radio', { name: '3 days' }));
  await userEvent.click(
    within(dialog).getByRole('button', { name: 'Let it stay' }),
  );
  await waitFor(() =>
    expect(extend).toHaveBeenCalledWith(
      'component:default/qfa-backend',
      'dev',
      { by: 'P3D' },
    ),
  );
});

it('marks a release as critical and takes the mark back', async () => {
  const critical = jest.fn(mockApi.critical);
  renderWith(<EntityReleases />, { entity: 'possible', api: { critical } });
  let dialog = await choose('v0.4.0', 'Mark as critical…');
  await say(dialog, 'closes a hole');
  await userEvent.click(
    within(dialog).getByRole('button', { name: 'Mark v0.4.0 as critical' }),
  );
  const service = 'component:default/possible';
  await waitFor(() =>
    expect(critical).toHaveBeenCalledWith(service, 'r-v0.4.0', 'closes a hole'),
  );
  expect(await screen.findByTestId('release-v0.3.7')).toHaveTextContent(
    'critical',
  );
  dialog = await choose('v0.3.7', 'Take the mark critical back…');
  await userEvent.click(
    within(dialog).getByRole('button', {
      name: 'Take the mark critical from v0.3.7',
    }),
  );
  await waitFor(() =>
    expect(critical).toHaveBeenLastCalledWith(service, 'r-v0.3.7', undefined),
  );
});

it('says on the card what is frozen and why, and keeps readers from acting', async () => {
  renderWith(<EntityReleases />, { entity: 'frozen' });
  const card = await screen.findByTestId('environment-staging');
  expect(within(card).getByTestId('freeze')).toHaveTextContent(
    'The line is stopped until somebody ends it: The registry serves wrong images',
  );
});
