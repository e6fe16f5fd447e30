import { VisuallyHidden } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import type { PlanChange } from 'backstage-plugin-release-flow-common';
import { describeField } from '../../lib/planFields';
import { Sentence } from './Sentence';
import styles from './PlanChanges.module.css';

/** Lists and objects as text, one space after each comma so that lines may break. */
const readable = (value: string) =>
  value.replaceAll('","', '", "').replaceAll(',"', ', "');

function Value({ value }: { value: string | null }) {
  return value === null ? (
    <span className={styles.none}>not there</span>
  ) : (
    <span className={styles.value}>
      <Sentence text={readable(value)} />
    </span>
  );
}

/** What differs between two plans, field by field. */
export function PlanChanges({ change }: { change: PlanChange }) {
  return (
    <ul className={styles.list} aria-label="What changed in the plan">
      {change.fields.map(({ field, before, after }) => {
        const { part, rest } = describeField(field);
        return (
          <li key={field} className={styles.row}>
            <span className={styles.field} title={field}>
              {part}
              {rest && <code className={styles.rest}>{rest}</code>}
            </span>
            <span className={styles.values}>
              <VisuallyHidden>was</VisuallyHidden>
              <del className={styles.before}>
                <Value value={before} />
              </del>
              <RiArrowRightLine aria-hidden size={14} />
              <VisuallyHidden>is now</VisuallyHidden>
              <ins className={styles.after}>
                <Value value={after} />
              </ins>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
