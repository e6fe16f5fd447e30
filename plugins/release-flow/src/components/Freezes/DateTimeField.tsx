import { useId } from 'react';
import { FieldLabel } from '@backstage/ui';
import styles from './Freezes.module.css';

/** Date and time in the reader's own time zone; the browser's own control. */
export function DateTimeField(props: {
  label: string;
  isRequired?: boolean;
  description: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const { label, description, isRequired, value, onChange } = props;
  return (
    <div className={styles.field}>
      <FieldLabel
        label={label}
        secondaryLabel={isRequired ? 'Required' : 'Optional'}
        description={description}
        htmlFor={id}
        descriptionId={`${id}-text`}
      />
      <input
        id={id}
        type="datetime-local"
        className={styles.input}
        aria-describedby={`${id}-text`}
        required={isRequired}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
}
