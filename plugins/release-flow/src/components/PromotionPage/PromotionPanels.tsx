import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { capitalise } from '../../lib/text';
import {
  Ago,
  ChangeLine,
  CommitList,
  External,
  Id,
  Panel,
  Person,
  Sentence,
} from '../common';
import { Decisions } from './Decisions';
import styles from './PromotionPage.module.css';

type Props = { promotion: PromotionView };

export function ChangesPanel({ promotion }: Props) {
  return (
    <Panel
      title={`What ${promotion.state === 'succeeded' ? 'changed' : 'changes'} in ${promotion.environment.title}`}
    >
      <ChangeLine
        from={promotion.base}
        to={{ label: promotion.label, artifact: promotion.artifact }}
      />
      {promotion.compare ? (
        <CommitList
          service={promotion.service.ref}
          compare={promotion.compare}
        />
      ) : (
        <p className={styles.secondary}>The commits are not read yet.</p>
      )}
    </Panel>
  );
}

/** Who asked for it, why, and what exactly an approval is bound to. */
export function DecisionPanel({ promotion }: Props) {
  const { flow, reason, planChange } = promotion;
  return (
    <Panel title="Decision">
      <dl className={styles.facts}>
        <dt>Requested</dt>
        <dd>
          <Ago at={promotion.requestedAt} /> by{' '}
          <Person actor={promotion.requestedBy} />
          {reason && <div>“{reason}”</div>}
        </dd>
        {promotion.expiresAt && !promotion.finishedAt && (
          <>
            <dt>Expires</dt>
            <dd>
              <Ago at={promotion.expiresAt} />
            </dd>
          </>
        )}
        {promotion.commit && (
          <>
            <dt>Commit</dt>
            <dd>
              <Id id={promotion.commit} />
              {promotion.gitRef && ` of ${promotion.gitRef}`}
            </dd>
          </>
        )}
        <dt>Plan</dt>
        <dd>
          <code title={promotion.planHash}>
            {promotion.planHash.slice(0, 8)}
          </code>{' '}
          <span className={styles.secondary}>
            {planChange && !promotion.finishedAt ? (
              <>
                changed <Ago at={planChange.at} />; approvals are void if it
                changes again
              </>
            ) : (
              'approvals are void if it changes'
            )}
          </span>
        </dd>
        <dt>Flow</dt>
        <dd>
          {flow.title}, revision{' '}
          <span title={flow.revision}>{flow.revision.slice(0, 7)}</span>
        </dd>
      </dl>
      <Decisions promotion={promotion} />
    </Panel>
  );
}

export function LinksPanel({ promotion }: Props) {
  if (promotion.links.length === 0) return null;
  return (
    <Panel title="Elsewhere">
      <div className={styles.links}>
        {promotion.links.map(({ title, url }) => (
          <span key={url}>
            <External url={url}>{title}</External>
          </span>
        ))}
      </div>
    </Panel>
  );
}

export function EventsPanel({ promotion }: Props) {
  if (promotion.events.length === 0) return null;
  return (
    <Panel title="What happened">
      <ol className={styles.list} aria-label="Events">
        {promotion.events.map((event, index) => (
          // Two events may share an instant; their order never changes.
          // eslint-disable-next-line react/no-array-index-key
          <li key={index} className={styles.event}>
            <Sentence text={capitalise(event.message)} />
            <div className={styles.secondary}>
              <Person actor={event.actor} />, <Ago at={event.at} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
