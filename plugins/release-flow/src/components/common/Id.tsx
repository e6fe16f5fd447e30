import { shortId } from '../../lib/text';
import styles from './text.module.css';

/** A digest or commit: short and monospaced, whole in its title. */
export function Id({ id, url }: { id: string; url?: string }) {
  if (!url) {
    return (
      <code className={styles.id} title={id}>
        {shortId(id)}
      </code>
    );
  }
  return (
    <a
      className={styles.idLink}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={id}
    >
      <code className={styles.id}>{shortId(id)}</code>
    </a>
  );
}
