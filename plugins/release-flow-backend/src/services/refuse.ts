import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { Refusal } from '../policy/refusals';

/** 409 with a machine code: the request is understood and the answer is no. */
export function refuse(code: string, message: string): ConflictError {
  return Object.assign(new ConflictError(message), { code });
}

export function refuseAll(refusals: Refusal[]): ConflictError {
  const [first] = refusals;
  return Object.assign(
    new ConflictError(refusals.map(({ message }) => message).join(' ')),
    { code: first.code, refusals },
  );
}

/** 400 that names the field. */
export function badField(field: string, message: string): InputError {
  return Object.assign(new InputError(`${field}: ${message}`), {
    code: 'bad-input',
    field,
  });
}

export function notFound(code: string, message: string): NotFoundError {
  return Object.assign(new NotFoundError(message), { code });
}
