import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** 400 that names the field, in one sentence. */
export function fieldError(error: z.ZodError): InputError {
  const fields = error.issues.map(issue => ({
    field:
      issue.code === 'unrecognized_keys'
        ? [...issue.path, issue.keys[0]].join('.')
        : issue.path.join('.') || 'body',
    message:
      issue.code === 'unrecognized_keys'
        ? 'is not a known field'
        : issue.message,
  }));
  const [first] = fields;
  return Object.assign(
    new InputError(
      fields.map(({ field, message }) => `${field}: ${message}`).join('; '),
    ),
    { code: 'bad-input', field: first.field, fields },
  );
}

/** What is wrong with a body that could not even be read. */
export function bodyError(error: unknown): unknown {
  if ((error as { type?: unknown }).type !== 'entity.parse.failed') {
    return error;
  }
  return Object.assign(new InputError('body: must be a JSON object'), {
    code: 'bad-input',
    field: 'body',
  });
}
