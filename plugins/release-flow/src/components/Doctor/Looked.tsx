import { useId } from 'react';
import { RiEyeOffLine } from '@remixicon/react';
import type { Doctor } from 'backstage-plugin-release-flow-common';
import { plural } from '../../lib/text';
import { Sentence } from '../common';
import styles from './Doctor.module.css';

/** What could not be looked at, which is not to say that it is well. */
export function Unread({ unread }: Pick<Doctor, 'unread'>) {
  const id = useId();
  if (unread.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h4 id={id} className={styles.group}>
        <RiEyeOffLine aria-hidden className={styles.faint} />
        Could not be looked at
        <span className={styles.count}>{unread.length}</span>
      </h4>
      <ul className={styles.list}>
        {unread.map(({ what, why }) => (
          <li key={what} className={styles.finding}>
            <span className={styles.message}>{what}</span>
            <p className={styles.why}>
              <Sentence text={why} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Everything that was looked at, for those who wonder. */
export function Looked({ looked }: Pick<Doctor, 'looked'>) {
  if (looked.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{plural(looked.length, 'thing')} looked at</summary>
      <ul className={styles.looked}>
        {looked.map((what, index) => (
          // eslint-disable-next-line react/no-array-index-key
          <li key={`${what} ${index}`}>{what}</li>
        ))}
      </ul>
    </details>
  );
}
