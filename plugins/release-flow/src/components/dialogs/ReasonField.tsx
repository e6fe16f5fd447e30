import { TextAreaField } from '@backstage/ui';

/** Why it is done; kept in the history. */
export function ReasonField(props: {
  isRequired: boolean;
  value: string;
  onChange: (reason: string) => void;
  label?: string;
  maxLength?: number;
  description?: string;
}) {
  return (
    <TextAreaField
      label={props.label ?? 'Reason'}
      secondaryLabel={props.isRequired ? 'Required' : 'Optional'}
      description={
        props.description ?? 'Shown to approvers and kept in the history.'
      }
      rows={2}
      maxLength={props.maxLength ?? 1000}
      isRequired={props.isRequired}
      value={props.value}
      onChange={props.onChange}
    />
  );
}
