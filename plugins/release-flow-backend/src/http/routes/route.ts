import { acceptedSchema } from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import type { Caller } from '../../services/Access';
import type { Services } from '../../services/createServices';

export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  status: 200 | 202;
  /** A header that carries a credential of the caller's own; 400 without it. */
  secretHeader?: string;
  /** The answer is lines of `response`, sent as they are read. */
  lines?: true;
  /** The answer is a text of this kind rather than JSON. */
  text?: 'text/markdown';
  handle(
    services: Services,
    caller: Caller,
    input: {
      params: Record<string, string>;
      query: any;
      body: any;
      /** Of `secretHeader`; empty for routes that have none. */
      secret: string;
    },
  ): Promise<unknown>;
}

/** Path of a service. */
export const S = '/services/{kind}/{namespace}/{name}';
/** Path of a service's environment. */
export const E = `${S}/environments/{environment}`;
/** Path of a promotion. */
export const P = '/promotions/{id}';
const none = z.strictObject({});

export const refOf = ({ kind, namespace, name }: Record<string, string>) =>
  `${kind.toLowerCase()}:${namespace.toLowerCase()}/${name}`;

export const get = (
  path: string,
  summary: string,
  response: z.ZodType,
  handle: Route['handle'],
  query: z.ZodType = none,
): Route => ({
  method: 'get',
  path,
  summary,
  query,
  response,
  status: 200,
  handle,
});

export const act = (
  path: string,
  summary: string,
  body: z.ZodType,
  handle: Route['handle'],
): Route => ({
  method: 'post',
  path,
  summary,
  body,
  response: acceptedSchema,
  status: 202,
  handle,
});
