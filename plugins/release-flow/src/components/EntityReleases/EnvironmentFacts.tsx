import {
  RiAlertLine,
  RiPauseCircleLine,
  RiSnowflakeLine,
  RiTestTubeLine,
} from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { describeIntent } from '../../lib/states';
import { capitalise, plural } from '../../lib/text';
import { Ago, Expiry, Person, Pill, Sentence, Span } from '../common';
import { useService } from './serviceContext';
import styles from './EnvironmentGraph.module.css';

function useBehind({ behind }: EnvironmentState): string | undefined {
  const { environments } = useService().service;
  if (!behind) return undefined;
  const { environment: id, releases, commits } = behind;
  const title = environments.find(it => it.id === id)?.title ?? id;
  if (releases > 0) return `${plural(releases, 'release')} behind ${title}`;
  return commits ? `${plural(commits, 'commit')} behind ${title}` : undefined;
}

function FreezeText(props: {
  freeze: NonNullable<EnvironmentState['freeze']>;
}) {
  const { title, reason, until } = props.freeze;
  return (
    <div className={styles.freezeText} data-testid="freeze">
      {title}
      {until ? (
        <>
          , ends <Ago at={until} />
        </>
      ) : (
        ' until somebody ends it'
      )}
      : {reason}
    </div>
  );
}

/** What is unusual about it, a pill each; the sentences below say why. */
export function EnvironmentMarks(props: { environment: EnvironmentState }) {
  const { ephemeral, drift, problem, hold, freeze, recorded } =
    props.environment;
  const lag = useBehind(props.environment);
  // A rollback holds automation: who and why stands below, with the rollback.
  const isTold = recorded?.reason && hold?.reason.endsWith(recorded.reason);
  return (
    <>
      <div className={styles.marks}>
        {ephemeral && (
          <Pill tone="warning" icon={<RiTestTubeLine aria-hidden />}>
            Ephemeral
            {ephemeral.expiresAt && (
              <>
                , <Expiry at={ephemeral.expiresAt} />
              </>
            )}
          </Pill>
        )}
        {drift && (
          <Pill tone="negative" icon={<RiAlertLine aria-hidden />}>
            Drift for <Span since={drift.since} />
          </Pill>
        )}
        {problem && (
          <Pill tone="negative" icon={<RiAlertLine aria-hidden />}>
            {capitalise(problem.code.replaceAll('-', ' '))}
          </Pill>
        )}
        {freeze && (
          <Pill tone="warning" icon={<RiSnowflakeLine aria-hidden />}>
            Frozen
          </Pill>
        )}
        {hold && (
          <Pill tone="warning" icon={<RiPauseCircleLine aria-hidden />}>
            Automation held
          </Pill>
        )}
        {lag && <Pill>{lag}</Pill>}
        {recorded && !recorded.verified && recorded.kind === 'recorded' && (
          <Pill tone="warning">Not verified</Pill>
        )}
      </div>
      {drift && (
        <div className={styles.driftText}>
          <Sentence text={drift.message} />
        </div>
      )}
      {problem && (
        <div className={styles.driftText}>
          <Sentence text={problem.message} />
        </div>
      )}
      {freeze && <FreezeText freeze={freeze} />}
      {hold && !isTold && (
        <div className={styles.secondary}>
          Held by <Person actor={hold.by} /> <Ago at={hold.at} />: {hold.reason}
        </div>
      )}
    </>
  );
}

const cameBy = (intent: string | null) =>
  !intent || intent === 'promote' ? 'Deployed' : describeIntent(intent);

/** Since when, how and by whom. */
export function EnvironmentSince(props: { environment: EnvironmentState }) {
  const { recorded, declared } = props.environment;
  if (!recorded) {
    return declared ? (
      <div className={styles.secondary}>
        {declared.source} says {declared.label} since <Ago at={declared.at} />
      </div>
    ) : null;
  }
  const how =
    recorded.kind === 'recorded'
      ? cameBy(recorded.intent)
      : describeIntent(recorded.kind);
  return (
    <div className={styles.secondary}>
      {how} <Ago at={recorded.happenedAt} />
      {recorded.actor && (
        <>
          {' by '}
          <Person actor={recorded.actor} />
        </>
      )}
      {recorded.reason && `: ${recorded.reason}`}
    </div>
  );
}
