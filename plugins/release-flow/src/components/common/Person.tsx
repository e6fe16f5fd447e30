import {
  EntityDisplayName,
  EntityRefLink,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { useMountedRoute } from '../../hooks/useLinks';
import { isEntityRef } from '../../lib/text';
import styles from './text.module.css';

/** Who did something: a person or group of the catalog, or what the server calls it. */
export function Person({ actor }: { actor: string }) {
  const hasPage = useMountedRoute(entityRouteRef);
  if (actor.startsWith('system:')) return <>automation</>;
  if (actor.startsWith('github:')) return <>{actor.slice(7)} in GitHub</>;
  if (!isEntityRef(actor)) return <>{actor}</>;
  return (
    <span className={styles.person}>
      {hasPage ? (
        <EntityRefLink entityRef={actor} hideIcon disableTooltip />
      ) : (
        <EntityDisplayName entityRef={actor} hideIcon disableTooltip />
      )}
    </span>
  );
}
