import { useEffect, useState } from 'react';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  entityPresentationApiRef,
} from '@backstage/plugin-catalog-react';
import {
  RELEASE_FLOW_ANNOTATION,
  type Flows,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';

type Option = { id: string; label: string };

/** What the filters offer. Without it the page works, only with fewer choices. */
export function useFacets(): { flows: Flows['items']; owners: Option[] } {
  const api = useApi(releaseFlowApiRef);
  const holder = useApiHolder();
  const catalog = holder.get(catalogApiRef);
  const presentation = holder.get(entityPresentationApiRef);
  const [flows, setFlows] = useState<Flows['items']>([]);
  const [owners, setOwners] = useState<Option[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    api.flows({ signal: stop.signal }).then(
      ({ items }) => setFlows(items),
      () => {},
    );
    return () => stop.abort();
  }, [api]);
  useEffect(() => {
    let stopped = false;
    const read = async () => {
      const field = `metadata.annotations.${RELEASE_FLOW_ANNOTATION}`;
      const found = await catalog?.getEntityFacets({
        facets: ['relations.ownedBy'],
        filter: { [field]: CATALOG_FILTER_EXISTS },
      });
      const refs = found?.facets['relations.ownedBy'] ?? [];
      const options = await Promise.all(
        refs.map(async ({ value }) => ({
          id: value,
          label:
            (await presentation?.forEntity(value).promise)?.primaryTitle ??
            value,
        })),
      );
      if (!stopped) {
        setOwners(options.sort((a, b) => a.label.localeCompare(b.label)));
      }
    };
    read().catch(() => {});
    return () => {
      stopped = true;
    };
  }, [catalog, presentation]);
  return { flows, owners };
}
