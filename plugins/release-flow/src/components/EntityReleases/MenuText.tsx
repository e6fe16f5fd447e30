import styles from './EnvironmentGraph.module.css';

/** An item of a menu, and why it can't be chosen. */
export function MenuText(props: {
  label: string;
  refusal: string | undefined;
}) {
  const { label, refusal } = props;
  return (
    <span
      className={styles.menuText}
      data-refused={refusal ? 'true' : undefined}
    >
      {label}
      {refusal && <span className={styles.menuReason}>{refusal}</span>}
    </span>
  );
}
