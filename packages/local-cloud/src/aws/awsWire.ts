import type { Cloud } from '../cloud';
import type { Reply, WireRequest } from '../http/wire';

/** One call of a JSON protocol of AWS. */
export interface AwsCall {
  cloud: Cloud;
  input: Record<string, any>;
}

export type AwsOperation = (call: AwsCall) => object;

/** An answer that is an exception of the service's model. */
export class AwsException extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export function awsReply(
  request: WireRequest,
  body: object,
  { status = 200, type }: { status?: number; type?: string } = {},
): Reply {
  return {
    status,
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/json',
      'x-amzn-requestid': crypto.randomUUID(),
      ...(type && { 'x-amzn-errortype': type }),
    },
    body: JSON.stringify(body),
  };
}

export function awsError(
  request: WireRequest,
  { type, message, status }: AwsException,
): Reply {
  // CloudWatch, ECR and ECS do not agree how to spell it; clients take both.
  const body = { __type: type, message, Message: message };
  return awsReply(request, body, { status, type });
}

/** Seconds since 1970, as JSON protocols tell a time. */
export function seconds(at: number | null): number | undefined {
  return at === null ? undefined : at / 1000;
}

/** A page of a list and the token of the next. */
export function pageOf<T>(
  all: T[],
  { nextToken, maxResults = 100 }: { nextToken?: string; maxResults?: number },
): { page: T[]; nextToken?: string } {
  const from = Number(nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsException('InvalidParameterException', 'Invalid token');
  }
  const to = from + maxResults;
  return {
    page: all.slice(from, to),
    ...(to < all.length && { nextToken: String(to) }),
  };
}
