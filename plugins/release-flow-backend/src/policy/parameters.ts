import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { BindingError } from 'backstage-plugin-release-flow-common';
import { fullMatcher } from './patterns';

/** Field of an entity that holds what it gives its flow. */
export const PARAMETERS_FIELD = 'spec.releaseFlow.parameters';

const MAX_JSON = 10_000;

export type ParametersResult =
  { parameters: Record<string, unknown> } | { error: BindingError };

export interface ParametersSchema {
  /** Names a service may set. */
  names: string[];
  check(given: unknown): ParametersResult;
}

/**
 * Patterns of the schema are RE2 and match the whole text. Ajv tells patterns apart by `toString`.
 */
function fullMatchEngine(pattern: string) {
  return { test: fullMatcher(pattern), toString: () => pattern };
}
fullMatchEngine.code = 'fullMatchEngine';

function fieldOf(error: ErrorObject): string {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  const { missingProperty, additionalProperty } = error.params;
  const last = missingProperty ?? additionalProperty;
  return [PARAMETERS_FIELD, ...path, ...(last ? [last] : [])].join('.');
}

function messageOf(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is required by the flow';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a parameter of the flow';
    case 'pattern':
      return `must match ${error.params.pattern} as a whole`;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    default:
      return error.message ?? 'is not allowed';
  }
}

/** The flow's JSON Schema for parameters, ready to check services with. Throws on a bad schema. */
export function compileParameters(
  schema: Record<string, unknown> | undefined,
): ParametersSchema {
  const declared = { type: 'object', additionalProperties: false, ...schema };
  const properties = schema?.properties ?? {};
  const ajv = new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    useDefaults: true,
    code: { regExp: fullMatchEngine },
  });
  addFormats(ajv);
  const validate: ValidateFunction = ajv.compile(declared);
  return {
    names: Object.keys(properties as object),
    check: given => {
      const text = JSON.stringify(given ?? {});
      if (text.length > MAX_JSON) {
        return {
          error: { field: PARAMETERS_FIELD, message: 'are too long' },
        };
      }
      const parameters: Record<string, unknown> = JSON.parse(text);
      const isValid: boolean = validate(parameters);
      if (isValid) return { parameters };
      const [error] = validate.errors!;
      return { error: { field: fieldOf(error), message: messageOf(error) } };
    },
  };
}
