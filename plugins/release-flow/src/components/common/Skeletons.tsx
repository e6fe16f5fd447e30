import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { Surface } from './Panel';
import styles from './Skeletons.module.css';

const WIDTHS = [35, 60, 80, 45, 70, 75, 50, 65];

/** Where a card will be. */
export function SkeletonCard({ lines }: { lines: number }) {
  return (
    <Surface className={styles.card}>
      {WIDTHS.slice(0, lines).map(width => (
        <Skeleton
          key={width}
          className={styles.line}
          width={`${width}%`}
          height={14}
        />
      ))}
    </Surface>
  );
}

/** Where a table will be. */
export function TableSkeleton() {
  return (
    <div aria-busy="true">
      <VisuallyHidden>Reading</VisuallyHidden>
      <SkeletonCard lines={6} />
    </div>
  );
}
