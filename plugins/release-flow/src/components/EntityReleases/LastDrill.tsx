import { Link } from '@backstage/ui';
import type {
  Drill,
  EnvironmentState,
} from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeDrill } from '../../lib/drills';
import { Ago, Person, Pill, Sentence } from '../common';
import styles from './EnvironmentGraph.module.css';

/** The way that is gone now, or that failed. */
const promotionOf = ({ forward, back }: Drill) => (forward ?? back)?.promotion;

/** What a failed drill left is told on the card until it was put right. */
const isPutRight = ({ lastDrill, drift, recorded }: EnvironmentState) =>
  lastDrill?.state === 'failed' &&
  lastDrill.kind === 'real' &&
  !drift &&
  recorded?.label === lastDrill.from.label;

/** When the way back was tried, and how it went; the card's one line. */
export function DrillLine(props: { environment: EnvironmentState }) {
  const drill = props.environment.lastDrill;
  const links = useLinks();
  if (!drill) return null;
  const { label, tone, isLoud } = describeDrill(drill);
  const at = drill.endedAt ?? drill.at;
  const promotion = promotionOf(drill);
  if (!isLoud) {
    return (
      <div className={styles.secondary} data-testid="drill">
        {label} <Ago at={at} />
      </div>
    );
  }
  return (
    <div className={styles.secondary} data-testid="drill">
      <Pill tone={tone}>
        {label} <Ago at={at} />
      </Pill>{' '}
      {!isPutRight(props.environment) && <Sentence text={drill.message} />}{' '}
      {promotion && (
        <Link href={links.promotion(promotion)} variant="body-small">
          Open promotion
        </Link>
      )}
    </div>
  );
}

/** Everything that is known of it. */
export function LastDrill(props: { drill: Drill }) {
  const { drill } = props;
  const { label } = describeDrill(drill);
  return (
    <>
      {label} <Ago at={drill.endedAt ?? drill.at} />
      <div className={styles.secondary}>
        <Sentence text={drill.message} />
      </div>
      <div className={styles.secondary}>
        Asked for by <Person actor={drill.by} />: {drill.reason}
      </div>
      {drill.state !== 'passed' && drill.passedAt && (
        <div className={styles.secondary}>
          Last passed <Ago at={drill.passedAt} />
        </div>
      )}
    </>
  );
}
