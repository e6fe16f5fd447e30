import { Button, ButtonLink } from '@backstage/ui';
import type {
  EnvironmentState,
  PathState,
} from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import type { Tone } from '../../lib/states';
import { Pill, Sentence } from '../common';
import { standstill, useService } from './serviceContext';
import styles from './EnvironmentGraph.module.css';

const TONES: Record<PathState['status'], Tone> = {
  possible: 'positive',
  open: 'warning',
  current: 'neutral',
  stopped: 'neutral',
  automatic: 'info',
};

const SHORT = 20;
/** These stand above a button, which is enough of a shape. */
const PLAIN: readonly PathState['status'][] = ['possible', 'open'];
/** A longer label does not fit between two cards; the sentence above names it. */
const SHORT_LABEL = 10;

function Message({ path }: { path: PathState }) {
  return path.message.length > SHORT || PLAIN.includes(path.status) ? (
    <span className={styles.moveText} data-status={path.status}>
      <Sentence text={path.message} />
    </span>
  ) : (
    <Pill tone={TONES[path.status]}>{path.message}</Pill>
  );
}

/**
 * Why the next move on a path is or isn't possible, and where it starts:
 * between two cards, or as a line below the card it leads to.
 */
export function PathMove(props: {
  path: PathState;
  to: EnvironmentState;
  isLine?: boolean;
}) {
  const { path, to, isLine } = props;
  const { service, open } = useService();
  const links = useLinks();
  const titleOf = (id: string) =>
    service.environments.find(it => it.id === id)?.title ?? id;
  const label = path.release?.label ?? to.openPromotion?.label ?? '';
  const promotion = path.promotionId && links.promotion(path.promotionId);
  const refusal =
    standstill(service) ??
    (to.can.promote ? undefined : `You may not promote to ${to.title}`);
  return (
    <div
      className={isLine ? styles.way : styles.move}
      role="group"
      aria-label={`From ${path.from} to ${path.to}`}
      data-testid={`path-${path.from}-${path.to}`}
      data-status={path.status}
    >
      {isLine ? (
        <span className={styles.wayText}>
          from <b>{titleOf(path.from)}</b>: <Sentence text={path.message} />
        </span>
      ) : (
        <Message path={path} />
      )}
      {path.status === 'possible' && path.release && (
        <Button
          variant="primary"
          size="small"
          className={styles.moveButton}
          isDisabled={Boolean(refusal)}
          aria-label={`Promote ${label} from ${path.from} to ${path.to}`}
          onPress={() =>
            open({
              kind: 'promote',
              environment: to,
              release: path.release ?? undefined,
              from: path.from,
            })
          }
        >
          {isLine || label.length <= SHORT_LABEL
            ? `Promote ${label}…`
            : 'Promote…'}
        </Button>
      )}
      {path.status === 'open' && promotion && (
        <ButtonLink
          variant="secondary"
          size="small"
          className={styles.moveButton}
          href={promotion}
          aria-label={`Open promotion of ${label} to ${path.to}`}
        >
          Open promotion
        </ButtonLink>
      )}
      {path.status === 'open' && label && !isLine && (
        <span className={styles.moveNote}>{label}</span>
      )}
      {path.status === 'possible' && refusal && (
        <span className={styles.moveNote}>{refusal}</span>
      )}
    </div>
  );
}
