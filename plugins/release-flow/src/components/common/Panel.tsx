import { useId, type ReactNode } from 'react';
import { Box } from '@backstage/ui';
import styles from './Panel.module.css';

/** A titled surface. */
export function Panel(props: {
  title: string;
  note?: ReactNode;
  /** What may be done with the whole of it, at the title's end. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Box
      as="section"
      bg="neutral"
      className={`${styles.panel} ${styles.padded}`}
      aria-labelledby={id}
    >
      <div className={styles.head}>
        <h3 id={id} className={styles.title}>
          {props.title}
        </h3>
        {props.note && <span className={styles.note}>{props.note}</span>}
        {props.actions && <div className={styles.actions}>{props.actions}</div>}
      </div>
      {props.children}
    </Box>
  );
}

/** A surface without a title of its own. */
export function Surface(props: { children: ReactNode; className?: string }) {
  return (
    <Box bg="neutral" className={`${styles.panel} ${props.className ?? ''}`}>
      {props.children}
    </Box>
  );
}

/** Nothing to show, and why that is so or what brings something here. */
export function Empty(props: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Surface>
      <div className={styles.empty}>
        {props.icon}
        <h3 className={styles.emptyTitle}>{props.title}</h3>
        <p className={styles.emptyText}>{props.children}</p>
        {props.action}
      </div>
    </Surface>
  );
}
