import { Button, Link } from '@backstage/ui';
import type { History } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeIntent, describeState, type Tone } from '../../lib/states';
import {
  Ago,
  Person,
  Pill,
  Sentence,
  TableCell,
  TableRow,
  tableStyles as styles,
} from '../common';
import { standstill, useService } from './serviceContext';

type Item = History['items'][number];

const ACTS: Record<string, string> = {
  promote: 'Promotion',
  rollback: 'Rollback',
  restore: 'Restore',
  redeploy: 'Deploy again',
  ephemeral: 'Branch build',
};

const WHAT: Record<string, string> = {
  'release-run': 'Release run',
  publish: 'Publish',
  'ephemeral-build': 'Branch build',
  'infrastructure-apply': 'Infrastructure',
  'docs-publish': 'Release docs',
  runbook: 'Runbook',
};

const DONE: Record<string, string> = {
  publish: 'Published',
  'docs-publish': 'Docs published',
};

/** An act by its name, what came of it by a verb. */
const whatOf = (item: Item) =>
  (item.drill &&
    `Drill: ${item.drill === 'back' ? 'back' : 'forward again'}`) ??
  (item.state === 'succeeded' ? DONE[item.intent] : undefined) ??
  WHAT[item.intent] ??
  (item.kind === 'operation' ? ACTS[item.intent] : undefined) ??
  {
    declared: 'Deployed',
    adopted: 'Found running',
    recorded: describeIntent(item.intent),
  }[item.deployment?.kind ?? 'recorded'];

/** What we did ourselves ends well or badly; the rest we only heard of or saw. */
const outcomeOf = (item: Item): { label: string; tone: Tone } => {
  if (item.deployment?.kind === 'declared') {
    return { label: 'Not verified', tone: 'neutral' };
  }
  if (item.deployment?.kind === 'adopted') {
    return { label: 'Adopted', tone: 'neutral' };
  }
  return describeState(item.state);
};

export function HistoryRow({ item }: { item: Item }) {
  const { service, open } = useService();
  const links = useLinks();
  const environment = service.environments.find(
    ({ id }) => id === item.environment,
  );
  const state = outcomeOf(item);
  const what = whatOf(item);
  const text = item.message === what ? '' : item.message;
  const promotion = item.operationId && links.promotion(item.operationId);
  const mayReturn =
    environment?.can.rollback &&
    item.deployment?.rollback?.possible &&
    !standstill(service);
  return (
    <TableRow>
      <TableCell data-label="When">
        <span className={styles.nowrap}>
          <Ago at={item.at} />
        </span>
      </TableCell>
      <TableCell data-empty={!item.environment} data-label="Environment">
        {environment?.title ?? item.environment}
      </TableCell>
      <TableCell className={styles.lead}>
        <span className={styles.main}>
          {what}{' '}
          {promotion && item.environment ? (
            <Link href={promotion} weight="bold">
              {item.label}
            </Link>
          ) : (
            item.label
          )}
        </span>
        {(item.reason || text) && (
          <div className={styles.secondary}>
            {item.reason ? `“${item.reason}”` : <Sentence text={text} />}
          </div>
        )}
        {item.advice && (
          <div className={styles.secondary}>
            <Sentence text={item.advice.message} />
          </div>
        )}
      </TableCell>
      <TableCell data-label="Outcome">
        <Pill tone={state.tone} title={item.message}>
          {state.label}
        </Pill>
      </TableCell>
      <TableCell data-label="Who" data-empty={!item.actor}>
        <span className={`${styles.secondary} ${styles.nowrap}`}>
          {item.actor && <Person actor={item.actor} />}
        </span>
      </TableCell>
      <TableCell className={styles.end} data-empty={!mayReturn}>
        {mayReturn && environment && (
          <Button
            size="small"
            variant="tertiary"
            aria-label={`Roll back to this: ${item.label} in ${environment.title}`}
            onPress={() =>
              open({
                kind: 'rollback',
                environment,
                deployment: item.deployment?.id,
              })
            }
          >
            Roll back to this
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
