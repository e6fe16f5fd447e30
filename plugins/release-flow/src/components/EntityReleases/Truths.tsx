import type { ReactNode } from 'react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { artifactId } from '../../lib/text';
import { describeIntent } from '../../lib/states';
import { Ago, External, Id, Sentence } from '../common';
import styles from './Truths.module.css';

function Truth(props: {
  name: string;
  source: ReactNode;
  isOdd?: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd data-odd={props.isOdd ? 'true' : undefined}>
        <div className={styles.value}>{props.children}</div>
        <div className={styles.source}>{props.source}</div>
      </dd>
    </>
  );
}

function Artifact(props: { label?: string | null; id: string | undefined }) {
  if (!props.label && !props.id) return <>Nothing</>;
  return (
    <>
      {props.label && <b>{props.label}</b>}
      {props.id && <Id id={props.id} />}
    </>
  );
}

function RecordedTruth({ environment }: { environment: EnvironmentState }) {
  const { recorded } = environment;
  if (!recorded) {
    return (
      <Truth name="Recorded" source="Nothing was deployed from here">
        Nothing
      </Truth>
    );
  }
  const how =
    recorded.kind === 'recorded'
      ? 'Our last deployment'
      : describeIntent(recorded.kind);
  return (
    <Truth
      name="Recorded"
      source={
        <>
          {how}, <Ago at={recorded.happenedAt} />
          {recorded.kind === 'recorded' &&
            (recorded.verified ? ', verified' : ', not verified')}
        </>
      }
    >
      <Artifact label={recorded.label} id={artifactId(recorded.artifact)} />
    </Truth>
  );
}

function ObservedTruths({ environment }: { environment: EnvironmentState }) {
  const { observed, recorded, drift, target } = environment;
  const wanted = artifactId(recorded?.artifact ?? null);
  const configured = artifactId(observed.configured);
  const running = artifactId(observed.running);
  const isOdd = (id: string | undefined) =>
    Boolean(drift && id && wanted && id !== wanted);
  const labelOf = (id: string | undefined) =>
    id && id === wanted ? recorded?.label : observed.label;
  const { reading } = observed;
  const source = (
    <>
      {target.name}, {reading.at ? <Ago at={reading.at} /> : 'not read yet'}
      {reading.error && (
        <span className={styles.problem}>
          {' '}
          <Sentence text={reading.error} />
        </span>
      )}
    </>
  );
  return (
    <>
      <Truth name="Set to" source={source} isOdd={isOdd(configured)}>
        {configured ? (
          <Artifact label={labelOf(configured)} id={configured} />
        ) : (
          'Not known'
        )}
      </Truth>
      <Truth
        name="Runs"
        source={
          running ? source : 'The target does not prove what it really runs'
        }
        isOdd={isOdd(running)}
      >
        {running ? (
          <Artifact label={labelOf(running)} id={running} />
        ) : (
          'Not proven'
        )}
      </Truth>
    </>
  );
}

/** What is recorded, what GitHub says, what the target is set to and proves to run; each with its source and age. */
export function Truths({ environment }: { environment: EnvironmentState }) {
  const { declared } = environment;
  return (
    <dl className={styles.truths}>
      <RecordedTruth environment={environment} />
      <Truth
        name="Reported"
        source={
          declared ? (
            <>
              <External url={declared.url}>{declared.source}</External>,{' '}
              <Ago at={declared.at} />; heard last <Ago at={declared.readAt} />
            </>
          ) : (
            'Nobody reported a deployment here'
          )
        }
      >
        {declared ? (
          <Artifact label={declared.label} id={declared.commit ?? undefined} />
        ) : (
          'Nothing'
        )}
      </Truth>
      <ObservedTruths environment={environment} />
    </dl>
  );
}
