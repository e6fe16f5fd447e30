import { screen } from '@testing-library/react';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { entityOf } from '../dev/entity';
import { mockApi } from '../dev/mockApi';
import releaseFlowPlugin, { releaseFlowApiRef } from '.';
import * as legacy from './legacy';

const apis = [[releaseFlowApiRef, mockApi]] as const;

describe('the plugin', () => {
  it('puts its tab on an entity with a flow', async () => {
    renderTestApp({
      apis,
      extensions: [
        createTestEntityPage({ entity: entityOf('qfa-backend') }),
        releaseFlowPlugin.getExtension('entity-content:release-flow/releases'),
      ],
    });
    expect(
      await screen.findByRole('article', { name: 'Environment prd' }),
    ).toBeInTheDocument();
  });

  it('leaves other entities alone', async () => {
    const { metadata, ...entity } = entityOf('qfa-backend');
    renderTestApp({
      apis,
      extensions: [
        createTestEntityPage({
          entity: { ...entity, metadata: { ...metadata, annotations: {} } },
        }),
        releaseFlowPlugin.getExtension('entity-content:release-flow/releases'),
        releaseFlowPlugin.getExtension('entity-card:release-flow/environments'),
      ],
    });
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
  });

  it('shows the environments of an entity in one line', async () => {
    renderTestApp({
      apis,
      extensions: [
        createTestEntityPage({ entity: entityOf('qfa-backend') }),
        releaseFlowPlugin.getExtension('entity-card:release-flow/environments'),
      ],
    });
    const line = await screen.findByRole('list', { name: 'Environments' });
    expect(line).toHaveTextContent(/dev.*staging.*v0\.4\.0.*prd.*v0\.3\.7/);
  });

  it('has pages for the overview and for promotions', async () => {
    const { unmount } = renderTestApp({
      apis,
      features: [releaseFlowPlugin],
      initialRouteEntries: ['/release-flow'],
    });
    expect(
      await screen.findByRole('table', { name: 'Services and environments' }),
    ).toBeInTheDocument();
    unmount();
    renderTestApp({
      apis,
      features: [releaseFlowPlugin],
      initialRouteEntries: ['/release-flow/promotions/p-waiting'],
    });
    expect(
      await screen.findByRole('heading', { name: 'v0.4.0 to prd' }),
    ).toBeInTheDocument();
  });

  it('serves the old frontend system with the same names', () => {
    expect(Object.keys(legacy).sort()).toEqual([
      'EntityReleaseFlowCard',
      'EntityReleaseFlowContent',
      'ReleaseFlowPage',
      'releaseFlowPlugin',
    ]);
  });
});
