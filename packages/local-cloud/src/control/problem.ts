import type { WireRequest } from '../http/wire';
import { jsonBody } from '../http/wire';

/** Said to the caller as a 4xx. */
export class ControlProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function fieldsOf(request: WireRequest): Record<string, any> {
  const fields = jsonBody(request);
  if (!fields) throw new ControlProblem(400, 'The body must be JSON');
  return fields;
}
