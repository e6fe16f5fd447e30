import { Button } from '@backstage/ui';
import type {
  RunbookEnvironment,
  RunbookView,
} from 'backstage-plugin-release-flow-common';
import { Notes, Panel, Pill } from '../common';
import { standstill, useService } from '../EntityReleases/serviceContext';
import { UnderWay } from './UnderWay';
import styles from './Operations.module.css';

const GATES: Record<string, string> = {
  approvals: 'an approval',
  'sign-off': 'a sign-off',
  checklist: 'a checklist',
  wait: 'a pause',
  freeze: 'no freeze',
};

function runsText({ run, gates }: RunbookView): string {
  if (!run) return 'Guides only: nothing is run from here.';
  const needs = [...new Set(gates.map(type => GATES[type] ?? type))];
  const after = needs.length > 0 ? ` after ${needs.join(' and ')}` : '';
  return run.by === 'task'
    ? `Runs a task beside the service${after}:`
    : `Dispatches a workflow${after}:`;
}

function Here(props: { runbook: RunbookView; here: RunbookEnvironment }) {
  const { runbook, here } = props;
  const { service, open } = useService();
  const stopped = standstill(service);
  const shown = here.open ?? here.last;
  return (
    <div className={styles.row}>
      <span className={styles.rowName}>{here.title}</span>
      <div className={styles.rowText}>
        {shown && <UnderWay operation={shown} name="it" />}
        {!shown && !here.can.message && (
          <span className={styles.secondary}>Not run here yet.</span>
        )}
        {!here.open && here.can.message && (
          <div className={styles.secondary}>{here.can.message}</div>
        )}
        {here.migrations && here.migrations.length > 0 && (
          <>
            <div className={styles.secondary}>
              Migrations between the last two deployments:
            </div>
            <ul className={styles.list} aria-label="Migrations since">
              {here.migrations.map(name => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div className={styles.rowActions}>
        {here.redeploy && (
          <Button
            size="small"
            variant="secondary"
            isDisabled={Boolean(stopped)}
            aria-label={`Deploy ${here.redeploy.label} again in ${here.id}`}
            onPress={() =>
              open({
                kind: 'redeploy',
                environment: { id: here.id, title: here.title },
                ...here.redeploy!,
              })
            }
          >
            Deploy {here.redeploy.label} again…
          </Button>
        )}
        <Button
          size="small"
          variant="secondary"
          isDisabled={Boolean(stopped) || !here.can.possible}
          aria-label={`Run ${runbook.title} in ${here.id}`}
          onPress={() =>
            open({
              kind: 'runbook',
              runbook,
              environment: { id: here.id, title: here.title },
            })
          }
        >
          Run…
        </Button>
      </div>
    </div>
  );
}

/** When it helps, what to do by hand, what it runs, and how that went. */
export function RunbookPanel({ runbook }: { runbook: RunbookView }) {
  const { title, when, steps, run, thenRedeploy, environments } = runbook;
  return (
    <Panel title={title} note={!run && <Pill>Guide</Pill>}>
      <div className={styles.stack}>
        {when && <p className={styles.lead}>{when}</p>}
        {steps.length > 0 && (
          <ol className={styles.steps}>
            {steps.map(text => (
              <li key={text}>
                <Notes text={text} />
              </li>
            ))}
          </ol>
        )}
        <p className={`${styles.text} ${styles.secondary}`}>
          {runsText(runbook)} {run && <code>{run.what}</code>}
          {thenRedeploy && ' · then what runs is deployed again'}
        </p>
      </div>
      {run && (
        <div className={styles.rows}>
          {environments.map(here => (
            <Here key={here.id} runbook={runbook} here={here} />
          ))}
        </div>
      )}
    </Panel>
  );
}
