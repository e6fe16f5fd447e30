import type { HTMLAttributes, ReactNode } from 'react';
import { Alert, Button, VisuallyHidden } from '@backstage/ui';
import { errorMessage } from '../../lib/errors';
import { Surface } from './Panel';
import styles from './DataTable.module.css';

export { styles as tableStyles };

/** Written out, because a table drawn as a list of cards loses its roles. */
const as = (role: string) => ({ role });

type Data = { [name: `data-${string}`]: unknown };

export function TableRow(props: HTMLAttributes<HTMLTableRowElement> & Data) {
  return <tr {...as('row')} {...props} />;
}

export function TableCell(
  props: HTMLAttributes<HTMLTableCellElement> &
    Data & { colSpan?: number; isRowHeader?: boolean },
) {
  const { isRowHeader, ...rest } = props;
  return isRowHeader ? (
    <th {...as('rowheader')} scope="row" {...rest} />
  ) : (
    <td {...as('cell')} {...rest} />
  );
}

/** A table that becomes a list of cards where there is no room for columns. */
export function DataTable(props: {
  label: string;
  columns: string[];
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <Surface className={styles.frame}>
      <table className={styles.table} aria-label={props.label} {...as('table')}>
        <thead {...as('rowgroup')}>
          <TableRow>
            {props.columns.map((column, index) => (
              <th
                // eslint-disable-next-line react/no-array-index-key
                key={index}
                {...as('columnheader')}
                scope="col"
              >
                {column || <VisuallyHidden>Actions</VisuallyHidden>}
              </th>
            ))}
          </TableRow>
        </thead>
        <tbody {...as('rowgroup')}>{props.children}</tbody>
      </table>
      {props.foot}
    </Surface>
  );
}

/** The way to older rows. */
export function MoreRows(props: {
  more: (() => void) | undefined;
  isLoading: boolean;
  error: Error | undefined;
}) {
  if (!props.more) return null;
  return (
    <div className={styles.foot}>
      {props.error && (
        <Alert status="danger" icon title={errorMessage(props.error)} />
      )}
      <Button
        variant="secondary"
        size="small"
        isPending={props.isLoading}
        onPress={props.more}
      >
        Show older
      </Button>
    </div>
  );
}
