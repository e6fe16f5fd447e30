import { Notes, Panel } from '../common';
import styles from './Runtime.module.css';

/** What the flow tells of how the service runs, and what a migration means for a start. */
export function RuntimeNotes(props: {
  migrations: string[];
  notes: Array<{ title: string; text: string }>;
}) {
  const { migrations, notes } = props;
  if (migrations.length === 0 && notes.length === 0) return null;
  return (
    <Panel title="Good to know">
      {migrations.length > 0 && (
        <p className={styles.message}>
          Migrations in{' '}
          {migrations.map((glob, index) => (
            <span key={glob}>
              {index > 0 && ', '}
              <code className={styles.value}>{glob}</code>
            </span>
          ))}{' '}
          are applied before the new version serves, so it starts later when
          there are some.
        </p>
      )}
      {notes.map(({ title, text }) => (
        <section key={title} className={styles.note} aria-label={title}>
          <h4>{title}</h4>
          <Notes text={text} />
        </section>
      ))}
    </Panel>
  );
}
