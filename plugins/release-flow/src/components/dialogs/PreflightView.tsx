import { Alert, Button, Skeleton, VisuallyHidden } from '@backstage/ui';
import { RiSnowflakeLine } from '@remixicon/react';
import type {
  GateResult,
  Preflight,
} from 'backstage-plugin-release-flow-common';
import type { PreflightState } from '../../hooks/usePreflight';
import { errorMessage } from '../../lib/errors';
import { useService } from '../EntityReleases/serviceContext';
import {
  ActionAlert,
  ChangeLine,
  CommitList,
  GateList,
  Sentence,
  StepList,
} from '../common';
import styles from './Dialog.module.css';

const URGENCY = ['blocked', 'waiting', 'passed'];

/** What stands in the way comes first. */
const byUrgency = (gates: GateResult[]) =>
  [...gates].sort(
    (a, b) => URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status),
  );

/** What nobody has to wait for in vain: a freeze is said before all else. */
function Freeze({ gates }: { gates: GateResult[] }) {
  const gate = gates.find(
    ({ type, status }) => type === 'freeze' && status !== 'passed',
  );
  if (!gate) return null;
  return (
    <Alert
      status="warning"
      icon={<RiSnowflakeLine aria-hidden />}
      title={
        gate.code === 'line-stopped'
          ? 'The line is stopped'
          : 'Deployments are frozen here'
      }
      description={
        <>
          <Sentence text={gate.message} /> It can be asked for and waits until
          then.
        </>
      }
    />
  );
}

/** Leads to the apply that has to come first. */
function ApplyFirst({ environment }: { environment: string }) {
  const { service, open } = useService();
  const found = service.environments.find(({ id }) => id === environment);
  if (!found) return null;
  const { id, title, tier } = found;
  return (
    <Button
      size="small"
      variant="secondary"
      onPress={() =>
        open({
          kind: 'infrastructure',
          environment: { id, title, tier },
          command: 'apply',
        })
      }
    >
      Apply to {title}…
    </Button>
  );
}

function Answer(props: { answer: Preflight; service: string }) {
  const { answer, service } = props;
  const { gates, steps, compare } = answer;
  const passed = gates.filter(({ status }) => status === 'passed').length;
  return (
    <>
      {answer.refusals.map(({ code, message }) => (
        <Alert
          key={code}
          role="alert"
          status="danger"
          icon
          title={<Sentence text={message} />}
          description={code}
        />
      ))}
      <Freeze gates={gates} />
      {answer.warnings.map(({ code, message }) => (
        <ActionAlert
          key={code}
          status="warning"
          icon
          title={<Sentence text={message} />}
          customActions={
            code === 'infrastructure-behind' && (
              <ApplyFirst environment={answer.environment} />
            )
          }
        />
      ))}
      <section className={styles.section}>
        <h3 className={styles.sectionHead}>What changes</h3>
        <ChangeLine
          from={answer.base}
          to={{ label: answer.label, artifact: answer.artifact }}
        />
        {compare && (
          <CommitList service={service} compare={compare} first={3} />
        )}
      </section>
      {gates.length > 0 && (
        <section className={styles.section}>
          <h3 className={styles.sectionHead}>
            Gates
            <span className={styles.secondary}>
              {passed} of {gates.length} pass now; all are checked again at the
              moment of deploying
            </span>
          </h3>
          <GateList gates={byUrgency(gates)} />
        </section>
      )}
      {answer.allowed && steps.length > 0 && (
        <section className={styles.section}>
          <h3 className={styles.sectionHead}>Then</h3>
          <StepList steps={steps} onFailure={answer.onFailure} />
        </section>
      )}
    </>
  );
}

/** What would happen and what stands against it, before anything is asked for. */
export function PreflightView(props: {
  service: string;
  state: PreflightState;
  onAskAgain: () => void;
}) {
  const { state, onAskAgain } = props;
  switch (state.status) {
    case 'idle':
      return null;
    case 'asking':
      return (
        <div aria-busy="true">
          <VisuallyHidden role="status">Checking the gates</VisuallyHidden>
          <Skeleton width="55%" height={20} />
          <br />
          <Skeleton width="100%" height={120} />
        </div>
      );
    case 'failed':
      return (
        <ActionAlert
          role="alert"
          status="danger"
          icon
          title="The check did not come through"
          description={errorMessage(state.error)}
          customActions={
            <Button size="small" variant="secondary" onPress={onAskAgain}>
              Check again
            </Button>
          }
        />
      );
    default:
      return <Answer answer={state.answer} service={props.service} />;
  }
}

/** Why the button can't be pressed yet, as far as the preflight is concerned. */
export function preflightBlock(
  state: PreflightState,
  reason: string,
): string | undefined {
  switch (state.status) {
    case 'idle':
      return 'Choose first.';
    case 'asking':
      return 'Checking the gates…';
    case 'failed':
      return 'The check has to come through first.';
    default: {
      const { allowed, needsReason } = state.answer;
      if (!allowed) return 'Refused, see above.';
      if (needsReason && reason.trim().length < 3) return 'Say why.';
      return undefined;
    }
  }
}
