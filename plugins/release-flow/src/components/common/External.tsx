import type { ReactNode } from 'react';
import { RiArrowRightUpLine } from '@remixicon/react';
import { webUrl } from '../../lib/text';
import styles from './text.module.css';

/** A link out of the portal; anything but a web address stays text. */
export function External(props: {
  url: string | null | undefined;
  children: ReactNode;
  label?: string;
}) {
  const url = webUrl(props.url);
  if (!url) return <>{props.children}</>;
  return (
    <a
      className={styles.external}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={props.label}
    >
      {props.children}
      <RiArrowRightUpLine aria-hidden />
    </a>
  );
}
