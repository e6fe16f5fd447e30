import { useParams } from 'react-router-dom';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityPresentationApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { Container, Flex, Header, Link } from '@backstage/ui';
import { RiComputerLine } from '@remixicon/react';
import releaseFlowPlugin, { releaseFlowApiRef } from '../src';
import { EntityReleaseFlowCardBody } from '../src/components/EntityCard';
import { EntityReleases } from '../src/components/EntityReleases';
import { mockApi } from './mockApi';
import { entityOf } from './entity';
import { promotions } from './promotions';
import { services } from './services';

const NAMES: Record<string, string> = {
  ada: 'Ada Lindqvist',
  ben: 'Ben Okafor',
  mona: 'Mona Osei',
  qfa: 'Question feedback application',
};

/** Stands in for the catalog's entity page. */
function EntityPage() {
  const { name = '' } = useParams();
  return (
    <EntityProvider entity={entityOf(name)}>
      <Header title={name} />
      <Container py="4">
        <EntityReleases />
      </Container>
    </EntityProvider>
  );
}

function CardPage() {
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        {Object.values(services).map(({ ref }) => (
          <EntityProvider key={ref} entity={entityOf(ref.split('/')[1])}>
            <EntityReleaseFlowCardBody />
          </EntityProvider>
        ))}
      </Flex>
    </Container>
  );
}

const tabs = [
  ...Object.keys(services).map(ref => ref.split('/')[1]),
  'loading',
  'forbidden',
  'unreachable',
  'unknown',
];

function StatesPage() {
  return (
    <Container py="4">
      <Flex direction="column" gap="2">
        <Link href="/release-flow">Overview</Link>
        <Link href="/card">Entity card</Link>
        {tabs.map(name => (
          <Link key={name} href={`/catalog/default/component/${name}/releases`}>
            Tab: {name}
          </Link>
        ))}
        {Object.keys(promotions).map(id => (
          <Link key={id} href={`/release-flow/promotions/${id}`}>
            Promotion: {id}
          </Link>
        ))}
      </Flex>
    </Container>
  );
}

const states = createFrontendPlugin({
  pluginId: 'states',
  title: 'States',
  icon: <RiComputerLine />,
  extensions: [
    PageBlueprint.make({
      name: 'index',
      params: { path: '/', loader: async () => <StatesPage /> },
    }),
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: entityRouteRef,
        loader: async () => <EntityPage />,
      },
    }),
    PageBlueprint.make({
      name: 'card',
      params: { path: '/card', loader: async () => <CardPage /> },
    }),
    ApiBlueprint.make({
      name: 'presentation',
      params: define =>
        define({
          api: entityPresentationApiRef,
          deps: {},
          factory: () => ({
            forEntity: entityOrRef => {
              const entityRef = String(entityOrRef);
              const name = entityRef.split('/').pop()!;
              const snapshot = { entityRef, primaryTitle: NAMES[name] ?? name };
              return { snapshot, promise: Promise.resolve(snapshot) };
            },
          }),
        }),
    }),
  ],
});

createDevApp({
  features: [
    releaseFlowPlugin,
    states,
    createFrontendModule({
      pluginId: 'release-flow',
      extensions: [
        ApiBlueprint.make({
          params: define =>
            define({
              api: releaseFlowApiRef,
              deps: {},
              factory: () => mockApi,
            }),
        }),
      ],
    }),
  ],
});
