import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Select, Skeleton } from '@backstage/ui';
import type {
  EnvironmentRuntime,
  ParityView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { errorMessage } from '../../lib/errors';
import { DataTable, Panel, Pill, TableCell, TableRow } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import styles from './Runtime.module.css';

type Environments = { environments: EnvironmentRuntime[] };

/** The pair that the flow says should be alike, else the last two. */
function firstPair(environments: EnvironmentRuntime[]) {
  const mirror = environments.find(({ mirrors }) => mirrors);
  const [last, before] = [...environments].reverse();
  return mirror
    ? { left: mirror.id, right: mirror.mirrors!.environment }
    : { left: before.id, right: last.id };
}

function Differences({ parity }: { parity: ParityView }) {
  const { left, right, differences } = parity;
  if (differences.length === 0) return null;
  return (
    <DataTable
      label={`Differences between ${left.title} and ${right.title}`}
      columns={['What', left.title, right.title]}
    >
      {differences.map(difference => (
        <TableRow key={difference.aspect + difference.name}>
          <TableCell isRowHeader>
            {difference.aspect === 'setting' ? (
              <code className={styles.value}>{difference.name}</code>
            ) : (
              difference.name
            )}{' '}
            {difference.intended && <Pill>meant to</Pill>}
          </TableCell>
          {[difference.left, difference.right].map((value, index) => (
            // eslint-disable-next-line react/no-array-index-key
            <TableCell key={index} className={styles.side}>
              {value ?? <span className={styles.secondary}>none</span>}
            </TableCell>
          ))}
        </TableRow>
      ))}
    </DataTable>
  );
}

function Comparison(props: { left: string; right: string }) {
  const { left, right } = props;
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const live = useLive({
    key: `${ref} ${left} ${right}`,
    service: ref,
    load: signal => api.parity(ref, { left, right }, { signal }),
  });
  if (live.status === 'loading') return <Skeleton width="100%" height={80} />;
  if (live.status === 'failed') {
    return <Alert status="danger" icon title={errorMessage(live.error)} />;
  }
  const { message, same, comparable } = live.data;
  return (
    <>
      <p role="status" className={styles.message}>
        {message}
      </p>
      <Differences parity={live.data} />
      {comparable && same.length > 0 && (
        <p className={styles.secondary}>The same: {same.join(', ')}.</p>
      )}
    </>
  );
}

/** Two environments side by side: names, sizes and numbers, never values. */
export function Parity({ environments }: Environments) {
  const [pair, setPair] = useState(() => firstPair(environments));
  const options = environments.map(({ id, title }) => ({ id, label: title }));
  const choose = (side: 'left' | 'right', key: unknown) => {
    const chosen = String(key);
    const other = side === 'left' ? 'right' : 'left';
    setPair(old =>
      old[other] === chosen
        ? { left: old.right, right: old.left }
        : { ...old, [side]: chosen },
    );
  };
  return (
    <Panel title="Compare environments">
      <div className={styles.pair}>
        <Select
          label="Left"
          options={options}
          value={pair.left}
          onChange={key => choose('left', key)}
        />
        <Select
          label="Right"
          options={options}
          value={pair.right}
          onChange={key => choose('right', key)}
        />
      </div>
      <Comparison {...pair} />
    </Panel>
  );
}
