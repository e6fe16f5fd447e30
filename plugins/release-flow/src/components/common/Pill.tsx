import type { HTMLAttributes, ReactNode } from 'react';
import type { Tone } from '../../lib/states';
import styles from './Pill.module.css';

export interface PillProps extends Pick<
  HTMLAttributes<HTMLSpanElement>,
  'title'
> {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  'data-testid'?: string;
  'data-state'?: string;
}

/** A state in a word; the tone only underlines it. */
export function Pill({ tone = 'neutral', icon, children, ...rest }: PillProps) {
  return (
    <span className={`${styles.pill} ${styles[tone]}`} {...rest}>
      {icon}
      <span className={styles.text}>{children}</span>
    </span>
  );
}
