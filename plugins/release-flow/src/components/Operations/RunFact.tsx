import type { WorkflowRunView } from 'backstage-plugin-release-flow-common';
import type { Tone } from '../../lib/states';
import { isEntityRef } from '../../lib/text';
import { Ago, External, Id, Person, Pill } from '../common';
import styles from './Operations.module.css';

const STATES: Record<WorkflowRunView['status'], { label: string; tone: Tone }> =
  {
    running: { label: 'Running', tone: 'info' },
    waiting: { label: 'Waits in GitHub', tone: 'warning' },
    succeeded: { label: 'Succeeded', tone: 'positive' },
    failed: { label: 'Failed', tone: 'negative' },
  };

export function RunState({ run }: { run: Pick<WorkflowRunView, 'status'> }) {
  const { label, tone } = STATES[run.status];
  return <Pill tone={tone}>{label}</Pill>;
}

const actorOf = (by: string) => (isEntityRef(by) ? by : `github:${by}`);

/** A run: of which commit, by whom and when. */
export function RunFact(props: { run: WorkflowRunView; hasState?: boolean }) {
  const { run, hasState } = props;
  return (
    <>
      <Id id={run.commit} />{' '}
      {hasState && run.status !== 'succeeded' && <RunState run={run} />}
      <div className={styles.secondary}>
        <External url={run.url}>
          <Ago at={run.at} />
        </External>
        {run.event === 'push' && ' by a push'}
        {run.event !== 'push' && run.by && (
          <>
            {' by '}
            <Person actor={actorOf(run.by)} />
          </>
        )}
      </div>
    </>
  );
}
