import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { failure } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { services } from '../../../dev/services';
import { EntityReleases } from './EntityReleases';

const environment = (id: string) =>
  screen.findByRole('article', { name: `Environment ${id}` });

describe('EntityReleases', () => {
  it('shows what runs where, how it is, and who brought it there', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    const dev = await environment('dev');
    expect(dev).toHaveTextContent('feat/some-experiment');
    expect(dev).toHaveTextContent(/Ephemeral, expires in 2 d/);
    const prd = await environment('prd');
    expect(within(prd).getByTestId('environment-label')).toHaveTextContent(
      'v0.3.7',
    );
    expect(prd).toHaveTextContent('Healthy');
    expect(prd).toHaveTextContent('1 release behind staging');
    expect(screen.getByTestId('path-dev-staging')).toHaveTextContent(
      'An ephemeral build stops here',
    );
    expect(
      within(screen.getByTestId('path-dev-staging')).queryByRole('button'),
    ).not.toBeInTheDocument();
  });

  it('leads to the promotion that waits for the reader', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    expect(
      await screen.findByRole('link', { name: 'Review v0.4.0 to prd' }),
    ).toHaveAttribute('href', '/release-flow/promotions/p-waiting');
    expect(
      screen.getByRole('link', { name: 'Open promotion of v0.4.0 to prd' }),
    ).toHaveAttribute('href', '/release-flow/promotions/p-waiting');
  });

  it('draws a graph that is more than a chain as a map and cards', async () => {
    renderWith(<EntityReleases />, { entity: 'ledger' });
    expect(await environment('uat')).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: /dev-int to future, .*staging to prod/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', {
        name: 'Promote v2.1.0-rc.2 from future to active',
      }),
    ).toBeEnabled();
  });

  it('says why something in the menu may not be chosen', async () => {
    renderWith(<EntityReleases />, { entity: 'reader' });
    const dev = await environment('dev');
    await userEvent.click(
      within(dev).getByRole('button', { name: 'Actions for dev' }),
    );
    const item = await screen.findByRole('menuitem', { name: /Promote/ });
    expect(item).toHaveAttribute('aria-disabled', 'true');
    expect(item).toHaveTextContent('You may not promote to dev');
  });

  it('follows operations that are under way', async () => {
    renderWith(<EntityReleases />, { entity: 'moving' });
    const run = await screen.findByTestId('operation-release-run');
    expect(run).toHaveTextContent('release.yaml is building the image');
    expect(
      within(run).getByRole('link', { name: /Follow the run/ }),
    ).toHaveAttribute('rel', expect.stringContaining('noopener'));
  });

  it.each([
    ['observed', 'This flow observes'],
    ['disabled', 'Effects are switched off in this portal'],
  ])('stands still and says so: %s', async (name, notice) => {
    renderWith(<EntityReleases />, { entity: name });
    expect(await screen.findByText(notice)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Run Release…' })).toBeDisabled();
  });

  it('names the field of a binding that does not fit', async () => {
    renderWith(<EntityReleases />, { entity: 'broken' });
    expect(
      await screen.findByText('spec.releaseFlow.parameters.resourceGroup'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('article')).not.toBeInTheDocument();
  });

  it('tells drift, a hold and a reading that fails in words', async () => {
    renderWith(<EntityReleases />, { entity: 'stale' });
    expect(await environment('prd')).toHaveTextContent(
      'Recorded is v5.11.0, the site runs v5.10.2',
    );
    const staging = await environment('staging');
    expect(staging).toHaveTextContent('Automation held');
    expect(staging).toHaveTextContent(
      /not read since 26 min ago: Azure does not answer/,
    );
  });

  it('marks what runs though its commit is on no branch of the flow', async () => {
    const problem = {
      code: 'not-on-branch',
      message: 'v1.5.0 stands on 4b42a9e, which is on none of the branches.',
    };
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: {
        service: async ref => ({
          ...services[ref],
          environments: services[ref].environments.map(it => ({
            ...it,
            problem: it.id === 'staging' ? problem : null,
          })),
        }),
      },
    });
    const staging = await environment('staging');
    expect(staging).toHaveTextContent('Not on branch');
    expect(staging).toHaveTextContent(problem.message);
    expect(await environment('prd')).not.toHaveTextContent('Not on branch');
  });

  it('keeps what it has when the next look fails, with its age', async () => {
    let isDown = false;
    renderWith(<EntityReleases />, {
      entity: 'possible',
      api: {
        service: async ref => {
          if (isDown) throw failure(503, 'The database does not answer.');
          return services[ref];
        },
      },
    });
    await environment('prd');
    isDown = true;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(
      await screen.findByText(/Showing what was read/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The database does not answer.'),
    ).toBeInTheDocument();
    expect(await environment('prd')).toBeInTheDocument();
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(
        screen.queryByText(/Showing what was read/),
      ).not.toBeInTheDocument(),
    );
  });

  it.each([
    ['forbidden', /You may not see this service's releases/],
    ['unreachable', /The database does not answer/],
    ['unknown', /There is no trace of this service's releases/],
  ])('shows what happened when nothing can be read: %s', async (name, text) => {
    renderWith(<EntityReleases />, { entity: name });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});
