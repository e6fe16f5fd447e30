import { Fragment, type ReactNode } from 'react';
import type { TargetRuntimeView } from 'backstage-plugin-release-flow-common';
import { Ago, HealthPill } from '../common';
import styles from './Runtime.module.css';

type Runtime = { runtime: TargetRuntimeView };

function scaleText({ scale, instances }: TargetRuntimeView): string {
  const { desired, min, max, cpuTarget, memoryTarget } = scale ?? {};
  const range = min !== undefined && max !== undefined && `${min} to ${max}`;
  const targets = [
    cpuTarget !== undefined && `${cpuTarget} % CPU`,
    memoryTarget !== undefined && `${memoryTarget} % memory`,
  ].filter(Boolean);
  return [
    `${instances.length}${desired === undefined ? '' : ` of ${desired}`}`,
    range && `scales from ${range}`,
    targets.length > 0 && `at ${targets.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function Instances({ runtime }: Runtime) {
  return (
    <ul className={styles.instances} aria-label="Instances">
      {runtime.instances.map(({ id, state, health, startedAt }) => (
        <li key={id}>
          <HealthPill health={{ status: health, message: state }} />
          <code title={id}>{id.length > 16 ? `${id.slice(0, 12)}…` : id}</code>
          <span className={styles.secondary}>
            {state}
            {startedAt && (
              <>
                , since <Ago at={startedAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** How the platform says that it runs. */
export function RuntimeFacts({ runtime }: Runtime) {
  const { state, image, instanceClass, healthPath, rollout, events } = runtime;
  const facts: Array<[string, ReactNode]> = [
    ['State', state],
    ['Instances', scaleText(runtime)],
    ['Size', instanceClass],
    ['Health check', healthPath && <code>{healthPath}</code>],
    ['Image', image && <code>{image}</code>],
    [
      'Rollout',
      rollout && (
        <>
          {rollout.status}
          {rollout.message && `: ${rollout.message}`}
          {rollout.startedAt && (
            <>
              , begun <Ago at={rollout.startedAt} />
            </>
          )}
        </>
      ),
    ],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
      </dl>
      {runtime.instances.length > 0 && <Instances runtime={runtime} />}
      {events.length > 0 && (
        <ol className={styles.events} aria-label="What the platform reported">
          {events.slice(0, 8).map(({ at, message }) => (
            <li key={at + message}>
              {message}{' '}
              <span className={styles.secondary}>
                <Ago at={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
