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
import { Panel, Pill } from '../common';
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

function Side({ value }: { value: string | null }) {
  return <td>{value ?? <span className={styles.secondary}>none</span>}</td>;
}

function Differences({ parity }: { parity: ParityView }) {
  const { left, right, differences } = parity;
  if (differences.length === 0) return null;
  return (
    <table
      className={styles.compare}
      aria-label={`Differences between ${left.title} and ${right.title}`}
    >
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{left.title}</th>
          <th scope="col">{right.title}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(difference => (
          <tr key={difference.aspect + difference.name}>
            <th scope="row">
              {difference.aspect === 'setting' ? (
                <code className={styles.value}>{difference.name}</code>
              ) : (
                difference.name
              )}{' '}
              {difference.intended && <Pill>meant to</Pill>}
            </th>
            <Side value={difference.left} />
            <Side value={difference.right} />
          </tr>
        ))}
      </tbody>
    </table>
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
  const { message, same, alike, comparable } = live.data;
  return (
    <>
      <p role="status" className={styles.message}>
        {message}
      </p>
      <Differences parity={live.data} />
      {alike.length > 0 && (
        <Alert
          status="warning"
          icon
          title={`${alike.join(', ')}: the same value in both, and the flow says that each environment has its own.`}
        />
      )}
      {comparable && same.length > 0 && (
        <p className={`${styles.secondary} ${styles.below}`}>
          The same: {same.join(', ')}.
        </p>
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
