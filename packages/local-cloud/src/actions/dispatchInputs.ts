import type { WorkflowInput } from './workflowFile';

export type CheckedInputs =
  { inputs: Record<string, string> } | { problem: string };

/** Fills in defaults and refuses what GitHub refuses, in GitHub's words. */
export function checkInputs(
  declared: Record<string, WorkflowInput>,
  given: Record<string, unknown>,
): CheckedInputs {
  const unknown = Object.keys(given).filter(name => !(name in declared));
  if (unknown.length > 0) {
    return {
      problem: `Unexpected inputs provided: ${JSON.stringify(unknown)}`,
    };
  }
  const inputs: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] === undefined ? input.default : given[name];
    if (input.required && (value === '' || value === null)) {
      return { problem: `Required input '${name}' not provided` };
    }
    inputs[name] = String(value ?? '');
    const problem = problemWith(name, input, inputs[name]);
    if (problem) return { problem };
  }
  return { inputs };
}

function problemWith(
  name: string,
  input: WorkflowInput,
  value: string,
): string | undefined {
  if (input.type === 'choice' && !input.options.includes(value)) {
    return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
  }
  if (input.type === 'boolean' && value && !/^(true|false)$/.test(value)) {
    return `Provided value '${value}' for input '${name}' is not a valid boolean`;
  }
  return undefined;
}
