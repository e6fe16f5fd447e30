import { ResponseError } from '@backstage/errors';

/** Something between us and the server answered, such as a gateway with a page of its own. */
const FOREIGN = /^Request failed with status (\d+ [^,]*),[\s\S]*$/;

/** What the server said, or what a person can do when it said nothing. */
export function errorMessage(error: Error): string {
  if (error instanceof ResponseError || error.name === 'ResponseError') {
    const body = (error as ResponseError).body;
    return (body?.error?.message || error.message).replace(
      FOREIGN,
      'The portal answered $1.',
    );
  }
  if (error instanceof TypeError) {
    return "The portal's backend does not answer. Check your connection; this page tries again by itself.";
  }
  return error.message;
}

export function errorStatus(error: Error): number | undefined {
  return (error as Partial<ResponseError>).statusCode;
}

/** The machine code of a refusal, such as `plan-changed`. */
export function errorCode(error: Error): string | undefined {
  const body = (error as Partial<ResponseError>).body as
    { error?: { code?: unknown } } | undefined;
  const code = body?.error?.code;
  return typeof code === 'string' ? code : undefined;
}
