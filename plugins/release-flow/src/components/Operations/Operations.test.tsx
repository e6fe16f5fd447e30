import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from '../EntityReleases';
import { PromotionBody } from '../PromotionPage/PromotionPage';

const tab = async (name: string) =>
  userEvent.click(await screen.findByRole('tab', { name }));

describe('Infrastructure', () => {
  it('shows what is applied, what is not, and where one usually goes on', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await tab('Infrastructure');
    const staging = await screen.findByRole('article', {
      name: 'Infrastructure of staging',
    });
    expect(staging).toHaveTextContent('Usually next');
    expect(staging).toHaveTextContent('Not applied yet');
    expect(staging).toHaveTextContent(
      'infra: Key Vault reference for the tone of answers (#221)',
    );
    expect(staging).toHaveTextContent('Last apply');
    expect(staging).toHaveTextContent('Since thenNot looked at yet');
    const dev = screen.getByRole('article', { name: 'Infrastructure of dev' });
    expect(dev).toHaveTextContent(/Since then.*GET \/health answered 503/);
    const prd = screen.getByRole('article', { name: 'Infrastructure of prd' });
    expect(prd).toHaveTextContent('and 1 more commit');
    expect(prd).not.toHaveTextContent('Since then');
    expect(prd).toHaveTextContent('You may not apply to prd');
    expect(
      within(prd).getByRole('button', { name: 'Apply to prd' }),
    ).toBeDisabled();
    expect(screen.getByText("Runs that can't be told apart")).toBeVisible();
    expect(screen.getByText('and 5 more runs')).toBeVisible();
  });

  it('applies to one environment when asked to', async () => {
    const runInfrastructure = jest.fn(mockApi.runInfrastructure);
    renderWith(<EntityReleases />, {
      entity: 'qfa-backend',
      api: { runInfrastructure },
    });
    await tab('Infrastructure');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Apply to staging' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Apply to staging' }),
    );
    await waitFor(() =>
      expect(runInfrastructure).toHaveBeenCalledWith(
        'component:default/qfa-backend',
        'staging',
        expect.objectContaining({ command: 'apply' }),
      ),
    );
  });
});

describe('Docs', () => {
  it('explains what keeps them from getting out, and publishes them by hand', async () => {
    const publishDocs = jest.fn(mockApi.publishDocs);
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: { publishDocs },
    });
    await tab('Release docs');
    expect(await screen.findByText('The docs do not get out')).toBeVisible();
    expect(
      screen.getByText(/set Source to GitHub Actions/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The docs do not build on the main branch'),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Publish the docs…' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Publish the docs' }),
    );
    await waitFor(() => expect(publishDocs).toHaveBeenCalled());
  });
});

describe('Runbooks', () => {
  it('guides by numbered steps, whether it runs something or not', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await tab('Runbooks');
    const guide = await screen.findByRole('region', {
      name: 'A migration is stuck',
    });
    expect(within(guide).getAllByRole('listitem')).toHaveLength(3);
    expect(
      await within(guide).findByText(/pg_terminate_backend/),
    ).toBeVisible();
    expect(within(guide).queryByRole('button')).not.toBeInTheDocument();
    const migrations = screen.getByRole('list', { name: 'Migrations since' });
    expect(within(migrations).getAllByRole('listitem')).toHaveLength(2);
    expect(
      screen.getByRole('button', {
        name: 'Run Take a migration back in staging',
      }),
    ).toBeDisabled();
  });

  it('asks for its inputs and a reason, then for the run', async () => {
    const runRunbook = jest.fn(mockApi.runRunbook);
    renderWith(<EntityReleases />, {
      entity: 'qfa-backend',
      api: { runRunbook },
    });
    await tab('Runbooks');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Run Usage tracking is broken in dev',
      }),
    );
    const confirm = await screen.findByRole('button', { name: 'Run in dev' });
    expect(confirm).toBeDisabled();
    await userEvent.click(screen.getByRole('radio', { name: 'false' }));
    expect(confirm).toBeDisabled();
    await userEvent.type(screen.getByLabelText(/^Reason/), 'it is down');
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(runRunbook).toHaveBeenCalledWith(
        'component:default/qfa-backend',
        'usage-tracking',
        expect.objectContaining({
          environment: 'dev',
          inputs: { value: 'false' },
          reason: 'it is down',
        }),
      ),
    );
  });

  it('offers to deploy again what runs, once it is done', async () => {
    const preflight = jest.fn(mockApi.preflight);
    renderWith(<EntityReleases />, {
      entity: 'qfa-backend',
      api: { preflight },
    });
    await tab('Runbooks');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Deploy v0.4.0 again in staging',
      }),
    );
    await waitFor(() =>
      expect(preflight).toHaveBeenCalledWith(
        'component:default/qfa-backend',
        { environment: 'staging', deployment: 'd-1', intent: 'redeploy' },
        expect.anything(),
      ),
    );
  });

  it('is decided on its own page', async () => {
    renderWith(<PromotionBody id="p-runbook" />);
    expect(
      await screen.findByRole('heading', {
        name: 'Usage tracking is broken: prd',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/Runbook 187/)).toBeInTheDocument();
    expect(screen.queryByText(/The commits are not read/)).toBeNull();
  });
});

describe('What is under way', () => {
  it('leads to its page, and lets a person say how it ended', async () => {
    const resolveOperation = jest.fn(mockApi.resolveOperation);
    renderWith(<EntityReleases />, {
      entity: 'moving',
      api: { resolveOperation },
    });
    const runbook = await screen.findByTestId('operation-runbook');
    expect(
      within(runbook).getByRole('link', { name: 'Open it' }),
    ).toHaveAttribute('href', '/release-flow/promotions/p-runbook');
    await userEvent.click(
      screen.getByRole('button', { name: 'Resolve v0.4.2' }),
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: /It happened/ }),
    );
    await userEvent.type(
      screen.getByLabelText(/^Reason/),
      'the release is out',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Resolve' }));
    await waitFor(() =>
      expect(resolveOperation).toHaveBeenCalledWith('o-3', {
        outcome: 'happened',
        reason: 'the release is out',
      }),
    );
  });

  it('leads from a warning to the apply that has to come first', async () => {
    const preflight: typeof mockApi.preflight = async (...asked) => ({
      ...(await mockApi.preflight(...asked)),
      warnings: [
        { code: 'infrastructure-behind', message: '1 commit is not applied' },
      ],
    });
    renderWith(<EntityReleases />, { entity: 'possible', api: { preflight } });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Promote v0.4.0 from staging to prd',
      }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Apply to prd…' }),
    );
    expect(
      await screen.findByRole('heading', {
        name: 'Apply infrastructure to prd',
      }),
    ).toBeInTheDocument();
  });
});
