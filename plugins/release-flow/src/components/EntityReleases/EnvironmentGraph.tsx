import { Fragment } from 'react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { Surface } from '../common';
import { EnvironmentCard } from './EnvironmentCard';
import { EnvironmentMap } from './EnvironmentMap';
import { PathMove } from './PathMove';
import { asChain } from '../../lib/chain';
import { useService } from './serviceContext';
import styles from './EnvironmentGraph.module.css';

const LONGEST_ROW = 3;

/** Cards with the paths between them. */
function Chain({ order }: { order: EnvironmentState[] }) {
  const { service } = useService();
  return (
    <div className={styles.container}>
      <div className={styles.chain} data-count={order.length}>
        {order.map((environment, index) => {
          const before = order[index - 1];
          const path = service.paths.find(
            ({ from, to }) => from === before?.id && to === environment.id,
          );
          return (
            <Fragment key={environment.id}>
              {path && (
                <div className={styles.edge}>
                  <PathMove path={path} to={environment} />
                </div>
              )}
              <EnvironmentCard environment={environment} />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

/** A map of the graph; below it each environment with the ways into it. */
function Grid({ environments }: { environments: EnvironmentState[] }) {
  const { service } = useService();
  return (
    <div className={styles.container}>
      <Surface className={styles.mapSurface}>
        <EnvironmentMap environments={environments} paths={service.paths} />
      </Surface>
      <div className={styles.grid} data-count={environments.length}>
        {environments.map(environment => {
          const ways = service.paths.filter(({ to }) => to === environment.id);
          return (
            <div key={environment.id} className={styles.gridCell}>
              <EnvironmentCard environment={environment} />
              {ways.length > 0 && (
                <div className={styles.ways}>
                  {ways.map(path => (
                    <PathMove
                      key={path.from}
                      path={path}
                      to={environment}
                      isLine
                    />
                  ))}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where the service runs, left to right by the flow's paths. */
export function EnvironmentGraph() {
  const { environments, paths } = useService().service;
  const byId = new Map(environments.map(each => [each.id, each]));
  const chain = asChain([...byId.keys()], paths);
  return chain && chain.length <= LONGEST_ROW ? (
    <Chain order={chain.map(id => byId.get(id)!)} />
  ) : (
    <Grid environments={environments} />
  );
}
