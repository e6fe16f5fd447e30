import { stringify } from 'yaml';

/** An example as the list of installed actions shows it. */
export function example(
  description: string,
  action: string,
  input: Record<string, unknown>,
) {
  const id = action.split(':')[1];
  return {
    description,
    example: stringify({ steps: [{ id, name: description, action, input }] }),
  };
}
