import type { ReleaseView } from 'backstage-plugin-release-flow-common';
import { Notes, Pill } from '../common';
import { labelOf } from '../../lib/environment';
import { useService } from './serviceContext';
import styles from './ReleaseDocs.module.css';

/** The notes of each release that runs somewhere, production's first. */
export function RunningNotes({ releases }: { releases: ReleaseView[] }) {
  const { service } = useService();
  const running = new Map<string, { label: string; titles: string[] }>();
  for (const environment of [...service.environments].reverse()) {
    const label = labelOf(environment);
    const key = environment.recorded?.releaseId ?? label;
    if (!key) continue;
    const titles = [...(running.get(key)?.titles ?? []), environment.title];
    running.set(key, { label: label ?? key, titles });
  }
  if (running.size === 0) {
    return <p className={styles.message}>Nothing runs yet.</p>;
  }
  return (
    <>
      {[...running].map(([key, { label, titles }]) => {
        const release = releases.find(
          ({ id, tag }) => id === key || tag === key,
        );
        return (
          <div key={key} className={styles.notes}>
            <h4 className={styles.notesHead}>
              {release?.tag ?? label}
              {titles.map(title => (
                <Pill key={title}>{title}</Pill>
              ))}
            </h4>
            {release ? (
              <Notes text={release.notes} />
            ) : (
              <span className={styles.secondary}>
                No release, so there are no notes.
              </span>
            )}
          </div>
        );
      })}
    </>
  );
}
