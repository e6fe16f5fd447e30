import { Link } from '@backstage/ui';
import {
  RiAlertLine,
  RiLockLine,
  RiPauseCircleLine,
  RiTestTubeLine,
} from '@remixicon/react';
import type { Flows, OverviewRow } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeState } from '../../lib/states';
import {
  DataTable,
  HealthIcon,
  Person,
  Pill,
  Sentence,
  Span,
  TableCell,
  TableRow,
  tableStyles,
} from '../common';
import styles from './OverviewPage.module.css';

type Cell = OverviewRow['environments'][number];

export interface MatrixColumn {
  id: string;
  title: string;
  includes: (environment: Cell) => boolean;
}

const TIERS = [
  { id: 'development', title: 'Development' },
  { id: 'testing', title: 'Testing' },
  { id: 'staging', title: 'Staging' },
  { id: 'production', title: 'Production' },
];

/** Flows differ in their environments, so columns are tiers until one is chosen. */
export function columnsOf(
  flow: Flows['items'][number] | undefined,
): MatrixColumn[] {
  return flow
    ? flow.environments.map(({ id, title }) => ({
        id,
        title,
        includes: each => each.id === id,
      }))
    : TIERS.map(({ id, title }) => ({
        id,
        title,
        includes: each => each.tier === id,
      }));
}

function Running(props: { environment: Cell; isNamed: boolean }) {
  const { environment, isNamed } = props;
  if (environment.withheld) {
    return (
      <span className={styles.cell}>
        <span className={styles.cellLabel}>
          <RiLockLine aria-hidden size={14} />
          <span className={tableStyles.secondary}>no access</span>
        </span>
        {isNamed && (
          <span className={tableStyles.secondary}>{environment.title}</span>
        )}
      </span>
    );
  }
  return (
    <span className={styles.cell}>
      <span className={styles.cellLabel}>
        <HealthIcon status={environment.health} />
        <span className={styles.cellVersion} title={environment.label ?? ''}>
          {environment.label ?? (environment.seenAt ? 'nothing' : 'not read')}
        </span>
      </span>
      <span className={tableStyles.secondary}>
        {isNamed && `${environment.title} `}
        {environment.since && <Span since={environment.since} />}
      </span>
      {environment.drift && (
        <Pill tone="negative" icon={<RiAlertLine aria-hidden />}>
          drift
        </Pill>
      )}
      {environment.ephemeral && (
        <Pill tone="warning" icon={<RiTestTubeLine aria-hidden />}>
          ephemeral
        </Pill>
      )}
      {environment.hold && (
        <Pill tone="warning" icon={<RiPauseCircleLine aria-hidden />}>
          held
        </Pill>
      )}
    </span>
  );
}

function Attention({ row }: { row: OverviewRow }) {
  const links = useLinks();
  if (!row.attention) return null;
  const { promotionId, state, message } = row.attention;
  const href = links.promotion(promotionId);
  const pill = (
    <Pill tone={describeState(state).tone} title={message}>
      {message}
    </Pill>
  );
  return href ? (
    <Link
      href={href}
      standalone
      className={styles.attention}
      aria-label={`${row.title}: ${message}`}
    >
      {pill}
    </Link>
  ) : (
    pill
  );
}

function Behind({ row }: { row: OverviewRow }) {
  const { releases, message } = row.behind;
  if (releases === 1) return <Pill>{message}</Pill>;
  return (
    <>
      {releases > 1 && <Pill>{releases} behind</Pill>}
      <div className={tableStyles.secondary}>{message}</div>
    </>
  );
}

function MatrixRow(props: {
  row: OverviewRow;
  columns: MatrixColumn[];
  isDense: boolean;
}) {
  const { row, columns, isDense } = props;
  const links = useLinks();
  const href = links.service(row.ref);
  return (
    <TableRow data-testid={`service-${row.ref}`}>
      <TableCell isRowHeader className={styles.service}>
        {href ? (
          <Link href={href} weight="bold" standalone>
            {row.title}
          </Link>
        ) : (
          row.title
        )}
        {row.owner && (
          <div className={tableStyles.secondary}>
            <Person actor={row.owner} />
          </div>
        )}
        {row.flow && (
          <div className={tableStyles.secondary}>{row.flow.title}</div>
        )}
      </TableCell>
      {row.error ? (
        <TableCell colSpan={columns.length + 2}>
          <Pill tone="negative">flow error</Pill>{' '}
          <span className={tableStyles.secondary}>
            <code>{row.error.field}</code>:{' '}
            <Sentence text={row.error.message} />
          </span>
        </TableCell>
      ) : (
        <>
          {columns.map(({ id, title, includes }) => {
            const here = row.environments.filter(includes);
            return (
              <TableCell
                key={id}
                data-label={title}
                data-empty={here.length === 0}
              >
                {here.length === 0 && (
                  <span className={tableStyles.secondary}>—</span>
                )}
                <span className={styles.cells}>
                  {here.map(environment => (
                    <Running
                      key={environment.id}
                      environment={environment}
                      isNamed={here.length > 1}
                    />
                  ))}
                </span>
              </TableCell>
            );
          })}
          <TableCell data-label="Behind">
            <span className={styles.cells}>
              <Behind row={row} />
              {isDense && <Attention row={row} />}
            </span>
          </TableCell>
          {!isDense && (
            <TableCell data-empty={!row.attention}>
              <Attention row={row} />
            </TableCell>
          )}
        </>
      )}
    </TableRow>
  );
}

/** More columns than this leave no room for one of their own at the end. */
const ROOMY = 4;

/** Services × environments. */
export function Matrix(props: {
  rows: OverviewRow[];
  columns: MatrixColumn[];
}) {
  const { rows, columns } = props;
  const isDense = columns.length > ROOMY;
  return (
    <div className={isDense ? styles.dense : undefined}>
      <DataTable
        label="Services and environments"
        columns={[
          'Service',
          ...columns.map(({ title }) => title),
          'Behind',
          ...(isDense ? [] : ['Under way']),
        ]}
      >
        {rows.map(row => (
          <MatrixRow
            key={row.ref}
            row={row}
            columns={columns}
            isDense={isDense}
          />
        ))}
      </DataTable>
    </div>
  );
}
