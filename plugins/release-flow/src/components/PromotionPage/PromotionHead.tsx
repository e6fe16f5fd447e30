import { useState } from 'react';
import { Button, Link } from '@backstage/ui';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeState } from '../../lib/states';
import { plural } from '../../lib/text';
import { Pill, Sentence } from '../common';
import { DecisionDialog } from './DecisionDialog';
import { type Decision } from './decisionWording';
import styles from './PromotionPage.module.css';

/** The state in few words; waiting says on how much. */
function stateText(promotion: PromotionView): string {
  const open = promotion.gates.filter(({ status }) => status !== 'passed');
  if (promotion.state === 'waiting' && open.length > 0) {
    return `Waiting on ${plural(open.length, 'gate')}`;
  }
  return describeState(promotion.state).label;
}

/** States in which a decision still counts. */
const BEFORE = ['requested', 'waiting'];

const INTENTS: Partial<Record<PromotionView['intent'], string>> = {
  rollback: 'Rollback',
  restore: 'Restore',
  redeploy: 'Deploy again',
  ephemeral: 'Branch build',
};

/** What is no promotion, and passes gates like one. */
const KINDS: Partial<Record<PromotionView['kind'], string>> = {
  runbook: 'Runbook',
  'infrastructure-apply': 'Infrastructure',
};

function Subtitle({ promotion }: { promotion: PromotionView }) {
  const links = useLinks();
  const service = links.service(promotion.service.ref);
  return (
    <div className={styles.subtitle}>
      {service ? (
        <Link href={service} variant="body-small">
          {promotion.service.title}
        </Link>
      ) : (
        promotion.service.title
      )}
      {' · '}
      {KINDS[promotion.kind] ?? INTENTS[promotion.intent] ?? 'Promotion'}{' '}
      {promotion.number}
      {promotion.from && ` · from ${promotion.from}`}
      {promotion.origin !== 'person' &&
        ` · ${promotion.origin === 'external' ? 'started outside the portal' : 'started by automation'}`}
      {promotion.via === 'agent' && ' · asked for by an agent'}
    </div>
  );
}

/** Title, state and what the reader may decide. */
export function PromotionHead(props: {
  promotion: PromotionView;
  refresh: () => void;
}) {
  const { promotion, refresh } = props;
  const [dialog, setDialog] = useState<Decision>();
  const open = (kind: Exclude<Decision['kind'], 'sign-off'>) =>
    setDialog({ kind });
  const { can, label, environment } = promotion;
  const mayDecide =
    can.approve ||
    can.reject ||
    (Boolean(can.approveMessage) && BEFORE.includes(promotion.state));
  return (
    <header>
      <div className={styles.head}>
        <h2 className={styles.title}>
          {promotion.kind === 'promotion'
            ? `${label} to ${environment.title}`
            : `${label}: ${environment.title}`}
        </h2>
        <span className={styles.state}>
          <Pill
            tone={describeState(promotion.state).tone}
            data-testid="promotion-state"
            data-state={promotion.state}
          >
            {stateText(promotion)}
          </Pill>
          {promotion.emergency && <Pill tone="negative">Emergency</Pill>}
          {promotion.drill && (
            <Pill>
              Drill, {promotion.drill === 'back' ? 'way back' : 'way forward'}
            </Pill>
          )}
        </span>
        <span className={styles.grow} />
        <div className={styles.decide}>
          <div className={styles.actions}>
            {can.cancel && (
              <Button variant="tertiary" onPress={() => open('cancel')}>
                {promotion.kind === 'promotion'
                  ? 'Cancel promotion…'
                  : 'Cancel…'}
              </Button>
            )}
            {can.retry && (
              <Button variant="secondary" onPress={() => open('retry')}>
                Retry…
              </Button>
            )}
            {can.resolve && (
              <Button variant="primary" onPress={() => open('resolve')}>
                Resolve…
              </Button>
            )}
            {can.reject && (
              <Button
                variant="secondary"
                destructive
                className={styles.reject}
                onPress={() => open('reject')}
              >
                Reject
              </Button>
            )}
            {can.signOff.map(gate => (
              <Button
                key={gate}
                variant={can.approve ? 'secondary' : 'primary'}
                onPress={() => setDialog({ kind: 'sign-off', gate })}
              >
                Sign off as {gate}…
              </Button>
            ))}
            {mayDecide && (
              <Button
                variant="primary"
                isDisabled={!can.approve}
                aria-describedby={can.approve ? undefined : 'approve-message'}
                onPress={() => open('approve')}
              >
                Approve {label} for {environment.id}
              </Button>
            )}
          </div>
          {mayDecide && !can.approve && can.approveMessage && (
            <p id="approve-message" className={styles.why}>
              <Sentence text={can.approveMessage} />
            </p>
          )}
        </div>
        <Subtitle promotion={promotion} />
      </div>
      {dialog && (
        <DecisionDialog
          decision={dialog}
          promotion={promotion}
          refresh={refresh}
          onClose={() => setDialog(undefined)}
        />
      )}
    </header>
  );
}
