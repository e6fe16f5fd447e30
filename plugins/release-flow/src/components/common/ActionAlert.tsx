import type { ComponentProps } from 'react';
import { Alert } from '@backstage/ui';
import styles from './Alert.module.css';

/** Says something and what may be done about it: beside it, or below where there is no room. */
export function ActionAlert(
  props: Omit<ComponentProps<typeof Alert>, 'className'>,
) {
  return <Alert {...props} className={styles.withAction} />;
}
