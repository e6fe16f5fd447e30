import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';
import styles from './Notes.module.css';

const MarkdownNotes = lazy(() => import('./MarkdownNotes'));

/** Release notes; the renderer is fetched when the first ones are opened. */
export function Notes({ text }: { text: string }) {
  if (!text.trim()) {
    return <span className={styles.none}>This release has no notes.</span>;
  }
  return (
    <Suspense fallback={<Skeleton width="100%" height={64} />}>
      <MarkdownNotes text={text} />
    </Suspense>
  );
}
