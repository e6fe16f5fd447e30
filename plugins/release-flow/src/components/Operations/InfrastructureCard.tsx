import { Button } from '@backstage/ui';
import type { EnvironmentInfrastructure } from 'backstage-plugin-release-flow-common';
import type { Tone } from '../../lib/states';
import { plural } from '../../lib/text';
import { Ago, HealthPill, Id, Pill, Sentence, Surface } from '../common';
import { standstill, useService } from '../EntityReleases/serviceContext';
import { RunFact } from './RunFact';
import { UnderWay } from './UnderWay';
import styles from './Operations.module.css';

const STATUS: Record<
  EnvironmentInfrastructure['status'],
  { label: string; tone: Tone }
> = {
  applied: { label: 'Applied', tone: 'positive' },
  behind: { label: 'Not applied yet', tone: 'warning' },
  failed: { label: 'Failed', tone: 'negative' },
  running: { label: 'Running', tone: 'info' },
  waiting: { label: 'Waits in GitHub', tone: 'warning' },
  unknown: { label: 'Not known', tone: 'neutral' },
};

const COMMITS = 4;

function Missing(props: {
  missing: NonNullable<EnvironmentInfrastructure['missing']>;
}) {
  const { count, commits } = props.missing;
  if (count === 0) return <>Nothing</>;
  const more = count - Math.min(commits.length, COMMITS);
  return (
    <ul className={styles.list}>
      {commits.slice(0, COMMITS).map(({ sha, message, url }) => (
        <li key={sha}>
          <Id id={sha} url={url} /> {message}
        </li>
      ))}
      {more > 0 && (
        <li className={styles.secondary}>and {plural(more, 'more commit')}</li>
      )}
    </ul>
  );
}

/** One environment: what is applied there, what is not, and what can be done. */
export function InfrastructureCard(props: {
  state: EnvironmentInfrastructure;
}) {
  const { state } = props;
  const { applied, apply, health, plan, missing, title, can } = state;
  const { service, open } = useService();
  const { label, tone } = STATUS[state.status];
  const stopped = standstill(service) ?? can.message ?? undefined;
  const isBusy =
    state.open !== null ||
    [apply?.status, plan?.status].some(it => it === 'running');
  const ask = (command: 'plan' | 'apply') => () =>
    open({
      kind: 'infrastructure',
      environment: { id: state.environment, title, tier: state.tier },
      command,
    });
  const hasEnded = apply?.status === 'succeeded' || apply?.status === 'failed';
  const isEnded = apply && apply.url !== applied?.url;
  return (
    <Surface>
      <article
        className={styles.card}
        aria-label={`Infrastructure of ${state.environment}`}
      >
        <div className={styles.cardHead}>
          <h3 className={styles.cardTitle}>{title}</h3>
          <Pill tone={tone}>{label}</Pill>
        </div>
        <p className={styles.text}>
          <Sentence text={state.message} />
        </p>
        <dl className={styles.facts}>
          <dt>Applied</dt>
          <dd>
            {applied ? <RunFact run={applied} /> : 'Never, as far as known'}
          </dd>
          {isEnded && (
            <>
              <dt>Last apply</dt>
              <dd>
                <RunFact run={apply} hasState />
              </dd>
            </>
          )}
          {hasEnded && (
            <>
              <dt>Since then</dt>
              <dd>
                {health ? (
                  <>
                    <HealthPill health={health} /> {health.message}
                    <div className={styles.secondary}>
                      <Ago at={health.at} />
                    </div>
                  </>
                ) : (
                  'Not looked at yet'
                )}
              </dd>
            </>
          )}
          <dt>Planned</dt>
          <dd>
            {plan ? <RunFact run={plan} hasState /> : 'Not yet'}
            {!state.plansByItself && !plan && (
              <div className={styles.secondary}>
                Nothing is planned here by itself.
              </div>
            )}
          </dd>
          <dt>Not applied</dt>
          <dd>{missing ? <Missing missing={missing} /> : 'Not read yet'}</dd>
        </dl>
        {state.open && (
          <div>
            <UnderWay operation={state.open} name="this run" />
          </div>
        )}
        <div className={styles.grow} />
        <div className={styles.foot}>
          {stopped && <span className={styles.footNote}>{stopped}</span>}
          {state.isNext && (
            <span className={styles.hint}>
              <Pill tone="info">Usually next</Pill>
            </span>
          )}
          <Button
            size="small"
            variant="secondary"
            isDisabled={Boolean(stopped) || isBusy}
            aria-label={`Plan ${state.environment}`}
            onPress={ask('plan')}
          >
            Plan…
          </Button>
          <Button
            size="small"
            variant={state.isNext ? 'primary' : 'secondary'}
            isDisabled={Boolean(stopped) || isBusy}
            aria-label={`Apply to ${state.environment}`}
            onPress={ask('apply')}
          >
            Apply…
          </Button>
        </div>
      </article>
    </Surface>
  );
}
