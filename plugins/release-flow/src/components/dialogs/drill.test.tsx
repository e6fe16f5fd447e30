import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drill, service } from '../../../dev/fixtures';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from '../EntityReleases';

const entity = 'qfa-backend';

/** The sample service with staging changed. */
function withStaging(change: object) {
  const sample = service();
  return {
    service: async () => ({
      ...sample,
      environments: sample.environments.map(environment =>
        environment.id === 'staging'
          ? { ...environment, ...change }
          : environment,
      ),
    }),
  };
}

const menuOf = async (title: string) => {
  await userEvent.click(
    await screen.findByRole('button', { name: `Actions for ${title}` }),
  );
  return screen.findByRole('menu');
};

it('is asked for with a reason, and says what will happen and how the last one went', async () => {
  const ask = jest.fn(mockApi.drill);
  renderWith(<EntityReleases />, { entity, api: { drill: ask } });
  const menu = await menuOf('staging');
  await userEvent.click(within(menu).getByText('Drill: try the way back…'));
  const dialog = await screen.findByRole('dialog');
  expect(dialog).toHaveTextContent(/then forward again to v0\.4\.0/);
  expect(dialog).toHaveTextContent(/Back to v0\.3\.7 in 41 s/);
  const button = within(dialog).getByRole('button', {
    name: 'Try the way back in staging',
  });
  expect(button).toBeDisabled();
  await userEvent.type(
    within(dialog).getByRole('textbox', { name: /Reason/ }),
    'the drill of March',
  );
  await userEvent.click(button);
  await waitFor(() =>
    expect(ask).toHaveBeenCalledWith(
      'component:default/qfa-backend',
      'staging',
      { reason: 'the drill of March', idempotencyKey: expect.any(String) },
    ),
  );
});

it('stays in sight with the reason when it may not begin', async () => {
  const message = 'Promotion 7 (v0.4.1) is waiting in staging.';
  const api = withStaging({ drill: { possible: false, message } });
  renderWith(<EntityReleases />, { entity, api });
  const menu = await menuOf('staging');
  const item = within(menu).getByRole('menuitem', { name: /^Drill/ });
  expect(item).toHaveAttribute('aria-disabled', 'true');
  expect(item).toHaveTextContent(message);
});

it('is not offered where the flow has none', async () => {
  renderWith(<EntityReleases />, { entity, api: withStaging({ drill: null }) });
  const menu = await menuOf('staging');
  expect(within(menu).queryByText(/^Drill/)).toBeNull();
});

const failed = {
  state: 'failed' as const,
  message: 'The way back to v0.3.7 failed: 503',
};

it.each([
  [drill(), 'Drill passed 3 d ago'],
  [drill({ kind: 'preflight' }), 'Drill by preflight passed 3 d ago'],
  [drill({ inTime: false }), 'Drill passed too slowly 3 d ago'],
  [
    drill({ ...failed, from: { deployment: 'd', label: 'v0.4.1' } }),
    'Drill failed 3 d ago The way back to v0.3.7 failed: 503 Open promotion',
  ],
  // What it left was put right since.
  [drill(failed), 'Drill failed 3 d ago Open promotion'],
  [drill({ state: 'called-off' }), 'Drill called off 3 d ago'],
])('shows on the card how it went: %#', async (lastDrill, text) => {
  renderWith(<EntityReleases />, { entity, api: withStaging({ lastDrill }) });
  const card = await screen.findByTestId('environment-staging');
  expect(within(card).getByTestId('drill')).toHaveTextContent(text);
});

it('tells all of it in the details', async () => {
  renderWith(<EntityReleases />, { entity });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Details of staging' }),
  );
  const details = await screen.findByRole('dialog');
  expect(details).toHaveTextContent(
    /Last drillDrill passed 3 d ago.*Asked for by.*the quarterly drill/s,
  );
});
