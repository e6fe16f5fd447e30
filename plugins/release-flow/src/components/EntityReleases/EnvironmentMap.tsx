import { useId, useMemo } from 'react';
import type {
  EnvironmentState,
  PathState,
} from 'backstage-plugin-release-flow-common';
import { RiLockLine } from '@remixicon/react';
import { HealthIcon } from '../common';
import { labelOf } from '../../lib/environment';
import { curve, layOut, NODE } from './layout';
import styles from './EnvironmentGraph.module.css';

/** The whole graph at a glance, for flows that are more than a short chain. */
export function EnvironmentMap(props: {
  environments: EnvironmentState[];
  paths: PathState[];
}) {
  const { environments, paths } = props;
  const arrow = useId();
  const shape = JSON.stringify([
    environments.map(({ id }) => id),
    paths.map(({ from, to }) => ({ from, to })),
  ]);
  const layout = useMemo(() => {
    const [ids, edges] = JSON.parse(shape);
    return layOut(ids, edges);
  }, [shape]);
  const statusOf = new Map(
    paths.map(path => [`${path.from} ${path.to}`, path.status]),
  );
  return (
    <div className={styles.mapFrame}>
      <div
        className={styles.map}
        style={{ width: layout.width, height: layout.height }}
        role="img"
        aria-label={`Paths: ${paths.map(({ from, to }) => `${from} to ${to}`).join(', ')}`}
      >
        <svg width={layout.width} height={layout.height} aria-hidden>
          <defs>
            <marker
              id={arrow}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0,0 L8,4 L0,8 z" className={styles.mapArrow} />
            </marker>
          </defs>
          {layout.edges.map(({ from, to, points }) => (
            <path
              key={`${from} ${to}`}
              d={curve(points)}
              className={styles.mapEdge}
              data-status={statusOf.get(`${from} ${to}`)}
              markerEnd={`url(#${arrow})`}
            />
          ))}
        </svg>
        {environments.map(environment => {
          const at = layout.nodes.get(environment.id)!;
          return (
            <div
              key={environment.id}
              className={styles.mapNode}
              style={{
                left: at.x - NODE.width / 2,
                top: at.y - NODE.height / 2,
                width: NODE.width,
                height: NODE.height,
              }}
            >
              <span className={styles.mapName}>
                {environment.withheld ? (
                  <RiLockLine aria-hidden size={14} />
                ) : (
                  <HealthIcon status={environment.observed.health.status} />
                )}
                <span className={styles.mapText}>{environment.title}</span>
              </span>
              <span
                className={
                  environment.withheld ? styles.mapText : styles.mapLabel
                }
              >
                {environment.withheld
                  ? 'no access'
                  : (labelOf(environment) ?? '—')}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
