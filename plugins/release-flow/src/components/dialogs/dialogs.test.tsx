import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Preflight } from 'backstage-plugin-release-flow-common';
import { failure, mockApi } from '../../../dev/mockApi';
import { preflight, refused } from '../../../dev/preflights';
import { renderWith } from '../../../dev/render';
import { services } from '../../../dev/services';
import { EntityReleases } from '../EntityReleases';

const SERVICE = 'component:default/possible';

const openPromote = async () => {
  await userEvent.click(
    await screen.findByRole('button', {
      name: 'Promote v0.4.0 from staging to prd',
    }),
  );
  return screen.findByRole('dialog');
};

describe('dialogs', () => {
  it('promotes only after the gates were shown', async () => {
    let answer: (value: Preflight) => void = () => {};
    const promote = jest.fn(mockApi.promote);
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: {
        promote,
        preflight: () => new Promise(resolve => (answer = resolve)),
      },
    });
    const dialog = await openPromote();
    const button = within(dialog).getByRole('button', {
      name: 'Promote v0.4.0 to prd',
    });
    expect(button).toBeDisabled();
    expect(dialog).toHaveTextContent('Checking the gates…');
    answer(preflight);
    expect(
      await within(dialog).findByText('1 approval from qfa-leads'),
    ).toBeInTheDocument();
    expect(within(dialog).getByTestId('change')).toHaveTextContent(
      /v0\.3\.7.*v0\.4\.0/,
    );
    expect(dialog).toHaveTextContent('It brings 1 database migration');
    expect(dialog).toHaveTextContent('If that fails: roll back to v0.3.7');
    expect(button).toBeEnabled();
    await userEvent.click(button);
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(promote).toHaveBeenCalledWith(
      SERVICE,
      expect.objectContaining({
        environment: 'prd',
        release: 'r-v0.4.0',
        from: 'staging',
        intent: 'promote',
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      }),
    );
  });

  it('can not be confirmed when it is refused, and says why', async () => {
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: { preflight: async () => refused },
    });
    const dialog = await openPromote();
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'This artifact never ran in staging. Promote it there first.',
    );
    expect(
      within(dialog).getByRole('button', { name: 'Promote v0.4.0 to prd' }),
    ).toBeDisabled();
  });

  it('shows what the server says in place, and asks for the same act again', async () => {
    const promote = jest
      .fn(mockApi.promote)
      .mockRejectedValueOnce(failure(409, 'Promotion 184 already does this.'));
    renderWith(<EntityReleases />, { entity: 'possible', api: { promote } });
    const dialog = await openPromote();
    const button = within(dialog).getByRole('button', {
      name: 'Promote v0.4.0 to prd',
    });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    expect(
      await within(dialog).findByText('Promotion 184 already does this.'),
    ).toBeInTheDocument();
    await userEvent.click(button);
    await waitFor(() => expect(promote).toHaveBeenCalledTimes(2));
    const keys = promote.mock.calls.map(
      ([, { idempotencyKey }]) => idempotencyKey,
    );
    expect(keys[0]).toBe(keys[1]);
  });

  it('rolls back to what ran here, for a reason', async () => {
    const promote = jest.fn(mockApi.promote);
    renderWith(<EntityReleases />, { entity: 'possible', api: { promote } });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back prd' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByRole('radio', { name: /v0\.2\.0/ }),
    ).toBeDisabled();
    await userEvent.click(
      within(dialog).getByRole('radio', { name: /v0\.3\.4/ }),
    );
    const button = await within(dialog).findByRole('button', {
      name: 'Roll prd back to v0.3.4',
    });
    expect(
      await within(dialog).findByText('Retry LLM calls on 429 (#212)'),
    ).toBeInTheDocument();
    const reason = await within(dialog).findByRole('textbox', {
      name: /Reason/,
    });
    expect(button).toBeDisabled();
    await userEvent.type(reason, 'answers too slowly');
    expect(button).toBeEnabled();
    await userEvent.click(button);
    await waitFor(() =>
      expect(promote).toHaveBeenCalledWith(
        SERVICE,
        expect.objectContaining({
          deployment: 'd-prd-v0-3-4',
          intent: 'rollback',
          reason: 'answers too slowly',
        }),
      ),
    );
  });

  it('takes no branch name made for a shell, and can build only', async () => {
    const buildEphemeral = jest.fn(mockApi.buildEphemeral);
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: { buildEphemeral },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try a branch…' }),
    );
    const dialog = await screen.findByRole('dialog');
    const field = within(dialog).getByRole('textbox', { name: /Branch/ });
    await userEvent.type(field, '$(reboot)');
    expect(dialog).toHaveTextContent('It must start with a letter or digit');
    await userEvent.clear(field);
    await userEvent.type(field, 'feat/x');
    await userEvent.click(
      within(dialog).getByRole('radio', { name: 'Only build it' }),
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Build feat/x' }),
    );
    await waitFor(() =>
      expect(buildEphemeral).toHaveBeenCalledWith(
        SERVICE,
        expect.objectContaining({ ref: 'feat/x', environment: undefined }),
      ),
    );
  });

  it('asks why when a draft is published that dev does not run', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Publish v0.4.1' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('dev does not run this digest');
    const button = within(dialog).getByRole('button', {
      name: 'Publish v0.4.1',
    });
    expect(button).toBeDisabled();
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'tried on a branch',
    );
    expect(button).toBeEnabled();
  });

  it('publishes without a reason what dev runs', async () => {
    const publish = jest.fn(mockApi.publish);
    const { operations } = services['component:default/moving'];
    const before = operations.length;
    renderWith(<EntityReleases />, { entity: 'moving', api: { publish } });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Publish v0.4.1' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('dev runs exactly this digest');
    expect(dialog).toHaveTextContent('Publishing v0.4.1 deploys it to staging');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Publish v0.4.1' }),
    );
    await waitFor(() => expect(publish).toHaveBeenCalled());
    expect(operations).toHaveLength(before);
  });

  it('holds automation, adopts what drifted, and ends a hold', async () => {
    const hold = jest.fn(mockApi.hold);
    const adopt = jest.fn(mockApi.adopt);
    renderWith(<EntityReleases />, { entity: 'stale', api: { hold, adopt } });
    const choose = async (environment: string, item: RegExp) => {
      await userEvent.click(
        await screen.findByRole('button', {
          name: `Actions for ${environment}`,
        }),
      );
      await userEvent.click(
        await screen.findByRole('menuitem', { name: item }),
      );
      return screen.findByRole('dialog');
    };
    let dialog = await choose('staging', /End the hold/);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'End the hold in staging' }),
    );
    await waitFor(() =>
      expect(hold).toHaveBeenCalledWith(
        'component:default/stale',
        'staging',
        undefined,
      ),
    );
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    dialog = await choose('prd', /Adopt what runs/);
    expect(dialog).toHaveTextContent('the site runs v5.10.2');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'hotfix by hand',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Adopt what runs in prd' }),
    );
    await waitFor(() =>
      expect(adopt).toHaveBeenCalledWith(
        'component:default/stale',
        'prd',
        'hotfix by hand',
      ),
    );
  });

  it('says in place who may reject a release', async () => {
    renderWith(<EntityReleases />, { entity: 'possible' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Actions for v0.4.0' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Reject…' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'leaks memory',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Reject v0.4.0' }),
    );
    expect(
      await within(dialog).findByText(/Only the owner of the service/),
    ).toBeInTheDocument();
  });
});
