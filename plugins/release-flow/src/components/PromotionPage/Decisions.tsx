import type {
  DecisionView,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { capitalise } from '../../lib/text';
import { Ago, Person, Pill, Sentence } from '../common';
import { signOffTitle } from './decisionWording';
import styles from './PromotionPage.module.css';

const KINDS = {
  approve: { word: 'Approved', tone: 'positive' },
  'sign-off': { word: 'Signed off', tone: 'info' },
  reject: { word: 'Rejected', tone: 'negative' },
} as const;

function Decision(props: { decision: DecisionView; promotion: PromotionView }) {
  const { decision, promotion } = props;
  const { word, tone } = KINDS[decision.decision];
  const isVoid = Boolean(decision.voided);
  return (
    <li
      className={styles.decision}
      data-void={isVoid ? 'true' : undefined}
      data-testid={`decision-${decision.decision}`}
    >
      <div className={styles.decisionHead}>
        <Pill tone={isVoid ? 'neutral' : tone}>{word}</Pill>
        {decision.emergency && <Pill tone="negative">Emergency</Pill>}
        <Person actor={decision.actor} />
        <span className={styles.secondary}>
          <Ago at={decision.at} />
        </span>
        {isVoid && <Pill tone="warning">Void</Pill>}
      </div>
      {decision.gate && (
        <div className={styles.secondary}>
          {signOffTitle(promotion, decision.gate)}
        </div>
      )}
      {decision.comment && <div>“{decision.comment}”</div>}
      {decision.voided && (
        <div className={styles.secondary}>
          No longer counts: <Sentence text={capitalise(decision.voided)} />
        </div>
      )}
    </li>
  );
}

/** Who decided what, and which of it still counts. */
export function Decisions({ promotion }: { promotion: PromotionView }) {
  if (promotion.decisions.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Decisions">
      {promotion.decisions.map(decision => (
        <Decision
          key={`${decision.actor} ${decision.decision} ${decision.gate} ${decision.at}`}
          decision={decision}
          promotion={promotion}
        />
      ))}
    </ul>
  );
}
