import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { failure } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { parityOf } from '../../../dev/runtime';
import { services } from '../../../dev/services';
import type { ReleaseFlowApi } from '../../api';
import { ClockProvider } from '../../hooks/clock';
import { ServiceContext } from '../EntityReleases/serviceContext';
import { RuntimePanel } from './RuntimePanel';

const service = services['component:default/qfa-backend'];

const render = (api: Partial<ReleaseFlowApi> = {}, of = service) =>
  renderWith(
    <ClockProvider now={service.now}>
      <ServiceContext.Provider
        value={{ service: of, open: () => {}, refresh: () => {} }}
      >
        <RuntimePanel />
      </ServiceContext.Provider>
    </ClockProvider>,
    { api, entity: 'qfa-backend' },
  );

const production = () => screen.findByTestId('runtime-prd');

describe('RuntimePanel', () => {
  it('opens what is in trouble, and says what is wrong, why and what mends it', async () => {
    render();
    const prd = await production();
    expect(prd).toHaveTextContent('1 of 2 instances well');
    expect(prd).toHaveTextContent('1 setting missing');
    expect(prd).toHaveTextContent('1 secret unresolved');
    const findings = within(prd).getByLabelText('Findings');
    expect(findings).toHaveTextContent(
      /Error: The setting VITE_API_BASE is missing.*The app would start and fail\..*Set VITE_API_BASE/,
    );
    expect(within(prd).getByText('P1v3')).toBeVisible();
    const staging = screen.getByTestId('runtime-staging');
    expect(
      within(staging).getByRole('button', { expanded: false }),
    ).toHaveTextContent('Not read');
  });

  it('names settings, and shows values only of visible ones', async () => {
    render();
    const prd = await production();
    const table = within(prd).getByLabelText('Settings of prd');
    const row = (name: string) =>
      within(table).getByRole('row', { name: new RegExp(`^${name}`) });
    expect(row('VITE_API_BASE')).toHaveTextContent('Missingrequired');
    expect(row('DB_AUTH_MODE')).toHaveTextContent(
      'Not as expectedpasswordexpected entra',
    );
    expect(row('LLM_API_KEY')).toHaveTextContent(
      /Unresolved.*secret: SecretNotFound/,
    );
    expect(within(table).queryByText('WEBSITES_PORT')).not.toBeInTheDocument();
    await userEvent.click(
      within(prd).getByRole('button', { name: 'Names of 2 more settings' }),
    );
    expect(within(table).getByText('WEBSITES_PORT')).toBeVisible();
  });

  it('says how old a reading is that could not be repeated', async () => {
    render();
    const staging = await screen.findByTestId('runtime-staging');
    await userEvent.click(within(staging).getByRole('button'));
    expect(within(staging).getByRole('status')).toHaveTextContent(
      /shown is what was read 26 min ago.*Azure does not answer/,
    );
    expect(staging).toHaveTextContent('differs in 3 things');
  });

  it('compares the pair that should be alike, and any other', async () => {
    const asked: string[] = [];
    render({
      parity: async (_ref, { left, right }) => {
        asked.push(`${left} ${right}`);
        return parityOf(left, right);
      },
    });
    const panel = await screen.findByLabelText('Compare environments');
    const table = await within(panel).findByLabelText(
      'Differences between staging and prd',
    );
    expect(
      within(table).getByRole('row', { name: /Instance class/ }),
    ).toHaveTextContent('B1P1v3');
    expect(
      within(table).getByRole('row', { name: /TENANT/ }),
    ).toHaveTextContent('meant tononeset');
    expect(panel).not.toHaveTextContent('the same value in both');
    await userEvent.click(within(panel).getByRole('button', { name: /Right/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'dev' }));
    expect(await screen.findByText('staging and dev are alike.')).toBeVisible();
    expect(panel).toHaveTextContent('TENANT: the same value in both');
    expect(asked).toEqual(['staging prd', 'staging dev']);
  });

  it('draws what it depends on, and tells what is good to know', async () => {
    render();
    await production();
    const topology = screen.getByLabelText('Topology');
    expect(
      within(topology).getByRole('link', { name: /litellm/ }),
    ).toHaveAttribute('href', '/catalog/default/component/litellm');
    expect(topology).toHaveTextContent(/Provides.*questions/);
    const notes = screen.getByLabelText('Good to know');
    expect(notes).toHaveTextContent('alembic/versions/*.py');
    expect(notes).toHaveTextContent('Migrations and the lock');
  });

  it('asks for a new reading', async () => {
    const refreshRuntime = jest.fn(async () => ({
      environments: ['prd'],
      message: 'Soon',
    }));
    render({ refreshRuntime });
    await userEvent.click(await screen.findByText('Read again'));
    expect(refreshRuntime).toHaveBeenCalledWith(service.ref);
  });

  it('says that nothing tells how it runs', async () => {
    render({}, { ...service, ref: 'component:default/empty' });
    expect(
      await screen.findByRole('heading', { name: 'Nothing tells how it runs' }),
    ).toBeVisible();
    expect(screen.queryByText('Compare environments')).not.toBeInTheDocument();
  });

  it('says what failed', async () => {
    render({
      runtime: async () => {
        throw failure(503, 'The database does not answer.');
      },
    });
    expect(
      await screen.findByText(/The database does not answer/),
    ).toBeVisible();
  });
});
