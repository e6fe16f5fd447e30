import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Accepted, TagMove } from 'backstage-plugin-release-flow-common';
import { commitOf, service } from '../../../dev/fixtures';
import { failure } from '../../../dev/mockApi';
import { release } from '../../../dev/releases';
import { earlier } from '../../../dev/runtime';
import { renderWith } from '../../../dev/render';
import type { ReleaseFlowApi } from '../../api';
import { EntityReleases } from '../EntityReleases';

const SERVICE = 'component:default/qfa-backend';

const accepted = (kind: Accepted['kind']): Accepted => ({
  ...{ id: 'o-1', kind, state: 'requested' },
  message: 'It starts at once.',
});

/** The dialog behind an entry of the menu of v0.4.0, in a service where one may override. */
async function open(item: RegExp, api: Partial<ReleaseFlowApi>) {
  const sample = service();
  const environments = sample.environments.map(each => ({
    ...each,
    can: { ...each.can, override: true },
  }));
  renderWith(<EntityReleases />, {
    entity: 'qfa-backend',
    api: { service: async () => ({ ...sample, environments }), ...api },
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Actions for v0.4.0' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: item }));
  return screen.findByRole('dialog');
}

describe('putting a tag back', () => {
  const move = (change: Partial<TagMove> = {}): TagMove => ({
    tag: 'v0.4.0',
    version: '0.4.0',
    from: commitOf('moved'),
    to: commitOf('verified'),
    environments: [{ id: 'prd', title: 'Production' }],
    refusals: [],
    runs: [{ id: '7', workflow: 'deploy.yml', url: 'https://git.example/7' }],
    operation: null,
    ...change,
  });

  const show = async (dialog: HTMLElement) => {
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'it was moved by hand',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Show what it means' }),
    );
  };

  it('shows both commits first, and confirms the one that was shown', async () => {
    const operation = accepted('tag-move');
    const moveTag = jest
      .fn<Promise<TagMove>, Parameters<ReleaseFlowApi['moveTag']>>()
      .mockResolvedValueOnce(move())
      .mockRejectedValueOnce(failure(409, 'v0.4.0 stands elsewhere by now.'))
      .mockResolvedValue(move({ operation }));
    const dialog = await open(/Put back its tag/, { moveTag });
    const button = within(dialog).getByRole('button', { name: 'Move the tag' });
    expect(button).toBeDisabled();
    await show(dialog);
    expect(
      await within(dialog).findByText(/and would stand on/),
    ).toHaveTextContent(
      `v0.4.0 stands on ${commitOf('moved').slice(0, 7)} and would stand on ${commitOf('verified').slice(0, 7)}. It deploys Production.`,
    );
    expect(moveTag).toHaveBeenLastCalledWith(SERVICE, 'v0.4.0', {
      reason: 'it was moved by hand',
    });
    await userEvent.click(button);
    expect(
      await within(dialog).findByText('v0.4.0 stands elsewhere by now.'),
    ).toBeInTheDocument();
    await userEvent.click(button);
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(moveTag).toHaveBeenLastCalledWith(SERVICE, 'v0.4.0', {
      reason: 'it was moved by hand',
      confirm: commitOf('moved'),
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('can not be confirmed when it is refused; then its runs are run again', async () => {
    const message = 'The release v0.4.0 is immutable.';
    const refusals = [{ code: 'immutable', message }];
    const moveTag = jest.fn(
      async (_ref: string, _tag: string, request: { rerun?: boolean }) =>
        move({
          refusals: request.rerun ? [] : refusals,
          operation: accepted('tag-move'),
        }),
    );
    const dialog = await open(/Put back its tag/, { moveTag });
    await show(dialog);
    expect(await within(dialog).findAllByText(message)).not.toHaveLength(0);
    expect(
      within(dialog).getByRole('button', { name: 'Move the tag' }),
    ).toBeDisabled();
    await userEvent.click(
      within(dialog).getByRole('radio', { name: /run again what it started/ }),
    );
    const button = within(dialog).getByRole('button', { name: 'Run again' });
    expect(button).toBeDisabled();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Show what it means' }),
    );
    expect(
      await within(dialog).findByRole('link', { name: /deploy\.yml/ }),
    ).toHaveAttribute('href', 'https://git.example/7');
    await userEvent.click(button);
    await waitFor(() =>
      expect(moveTag).toHaveBeenLastCalledWith(
        SERVICE,
        'v0.4.0',
        expect.objectContaining({ rerun: true, confirm: commitOf('moved') }),
      ),
    );
  });
});

it('writes the notes that were changed, and says in place who may', async () => {
  const writeNotes = jest
    .fn<Promise<Accepted>, Parameters<ReleaseFlowApi['writeNotes']>>()
    .mockRejectedValueOnce(failure(403, 'Only the owner writes notes.'))
    .mockResolvedValue(accepted('release-notes'));
  const dialog = await open(/Edit the notes/, { writeNotes });
  const field = within(dialog).getByRole('textbox', {
    name: 'Notes of v0.4.0',
  });
  const button = within(dialog).getByRole('button', {
    name: 'Write the notes',
  });
  expect(field).toHaveValue(release('v0.4.0').notes);
  expect(button).toBeDisabled();
  expect(dialog).toHaveTextContent('Nothing is changed yet.');
  await userEvent.clear(field);
  expect(dialog).toHaveTextContent('Write something first.');
  await userEvent.type(field, 'Mends **usage**');
  await userEvent.click(within(dialog).getByRole('tab', { name: 'Preview' }));
  expect(await within(dialog).findByText('usage')).toHaveProperty(
    'tagName',
    'STRONG',
  );
  await userEvent.click(button);
  expect(
    await within(dialog).findByText('Only the owner writes notes.'),
  ).toBeInTheDocument();
  await userEvent.click(button);
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
  expect(writeNotes).toHaveBeenLastCalledWith(SERVICE, 'r-v0.4.0', {
    notes: 'Mends **usage**',
    idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

it('proposes an entry of the changelog, and shows why there can be none', async () => {
  const proposeChangelog = jest
    .fn<Promise<Accepted>, Parameters<ReleaseFlowApi['proposeChangelog']>>()
    .mockRejectedValueOnce(failure(409, 'CHANGELOG.md has 0.4.0 already.'))
    .mockResolvedValue(accepted('changelog'));
  const dialog = await open(/Propose its entry/, { proposeChangelog });
  expect(dialog).toHaveTextContent('Entry of 0.4.0 in CHANGELOG.md');
  const button = within(dialog).getByRole('button', {
    name: 'Open the pull request',
  });
  expect(button).toBeDisabled();
  await userEvent.type(
    within(dialog).getByRole('textbox', { name: 'Entry, in Markdown' }),
    '### Fixed - usage',
  );
  await userEvent.click(button);
  expect(
    await within(dialog).findByText('CHANGELOG.md has 0.4.0 already.'),
  ).toBeInTheDocument();
  await userEvent.click(button);
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
  expect(proposeChangelog).toHaveBeenLastCalledWith(SERVICE, {
    version: '0.4.0',
    entry: '### Fixed - usage',
    idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

describe('what the platform still has', () => {
  async function openRollback(api: Partial<ReleaseFlowApi>) {
    renderWith(<EntityReleases />, { entity: 'possible', api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back prd' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      await within(dialog).findByRole('button', {
        name: 'See what the platform still has',
      }),
    );
    return dialog;
  }

  it('is rolled back to where a deployment of it is known', async () => {
    const read = jest.fn(async () => earlier);
    const preflight = jest.fn<
      ReturnType<ReleaseFlowApi['preflight']>,
      Parameters<ReleaseFlowApi['preflight']>
    >(() => new Promise(() => {}));
    const dialog = await openRollback({ earlier: read, preflight });
    const list = await within(dialog).findByRole('region', {
      name: /^Still on/,
    });
    expect(read).toHaveBeenCalledWith('component:default/possible', 'prd');
    expect(list).toHaveTextContent('v0.3.6, verified');
    expect(list).toHaveTextContent('No deployment of it is known here');
    const choices = within(list).getAllByRole('button', { name: /^Choose/ });
    expect(choices).toHaveLength(1);
    await userEvent.click(choices[0]);
    await waitFor(() =>
      expect(preflight).toHaveBeenCalledWith(
        'component:default/possible',
        expect.objectContaining({
          deployment: 'd-prd-v0-3-6',
          intent: 'rollback',
        }),
        expect.anything(),
      ),
    );
  });

  it('says in place why it can not be read', async () => {
    const message = 'The registry did not answer within 5 s.';
    const dialog = await openRollback({
      earlier: async () => {
        throw failure(503, message);
      },
    });
    expect(await within(dialog).findByText(message)).toBeInTheDocument();
  });
});
