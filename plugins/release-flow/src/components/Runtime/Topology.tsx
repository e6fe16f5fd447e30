import {
  RELATION_API_CONSUMED_BY,
  RELATION_CONSUMES_API,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  RELATION_PROVIDES_API,
} from '@backstage/catalog-model';
import { EntityRefLink, useEntity } from '@backstage/plugin-catalog-react';
import { RiArrowRightLine } from '@remixicon/react';
import { Panel } from '../common';
import styles from './Runtime.module.css';

/** In the order in which a request passes them. */
const ROWS: Array<{ type: string; word: string }> = [
  { type: RELATION_API_CONSUMED_BY, word: 'Called by' },
  { type: RELATION_DEPENDENCY_OF, word: 'Needed by' },
  { type: RELATION_PROVIDES_API, word: 'Provides' },
  { type: RELATION_CONSUMES_API, word: 'Calls' },
  { type: RELATION_DEPENDS_ON, word: 'Depends on' },
];

/** What it talks to, as the catalog relates it. */
export function Topology() {
  const { entity } = useEntity();
  const relations = entity.relations ?? [];
  const rows = ROWS.map(({ type, word }) => ({
    word,
    refs: relations
      .filter(relation => relation.type === type)
      .map(({ targetRef }) => targetRef),
  })).filter(({ refs }) => refs.length > 0);
  return (
    <Panel title="Topology">
      {rows.length === 0 ? (
        <p className={styles.secondary}>
          The catalog relates it to nothing. Say what it depends on in its
          entity: spec.dependsOn, spec.providesApis.
        </p>
      ) : (
        <dl className={styles.topology}>
          {rows.map(({ word, refs }) => (
            <div key={word} className={styles.hop}>
              <dt>
                {word} <RiArrowRightLine aria-hidden />
              </dt>
              <dd>
                <ul>
                  {refs.map(ref => (
                    <li key={ref}>
                      <EntityRefLink entityRef={ref} />
                      <span className={styles.kind}>{ref.split(':')[0]}</span>
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
