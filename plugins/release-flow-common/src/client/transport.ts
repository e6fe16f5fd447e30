import { ResponseError } from '@backstage/errors';

/** What the client needs from `fetch`. @public */
export type ReleaseFlowFetch = (
  url: string,
  init?: RequestInit,
) => Promise<Response>;

/** Per call options. @public */
export interface ReleaseFlowCallOptions {
  /** Ends the call; it then throws the signal's reason. */
  signal?: AbortSignal;
}

type Query = Record<string, string | number | undefined>;

/** Sends JSON and reads JSON; an answer that is not 2xx is thrown as `ResponseError`. */
export class Transport {
  constructor(
    private readonly fetch: ReleaseFlowFetch,
    private readonly baseUrl: string,
  ) {}

  get<T>(path: string, query: Query, options?: ReleaseFlowCallOptions) {
    return this.send<T>(withQuery(path, query), { signal: options?.signal });
  }

  /** Reads a text as it is. */
  async text(path: string, query: Query, options?: ReleaseFlowCallOptions) {
    const response = await this.answer(withQuery(path, query), {
      signal: options?.signal,
    });
    return response.text();
  }

  /** A reason sets it, none takes it away. */
  write<T>(
    path: string,
    reason: string | undefined,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.send<T>(path, {
      method: reason === undefined ? 'DELETE' : 'PUT',
      ...(reason === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ reason }),
          }),
      signal: options?.signal,
    });
  }

  post<T>(
    path: string,
    body: unknown,
    options?: ReleaseFlowCallOptions,
    headers?: Record<string, string>,
  ) {
    return this.send<T>(path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: options?.signal,
    });
  }

  /** DELETE with a body, for what is ended with a reason. */
  remove<T>(path: string, body: unknown, options?: ReleaseFlowCallOptions) {
    return this.send<T>(path, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: options?.signal,
    });
  }

  private async send<T>(path: string, init: RequestInit): Promise<T> {
    return (await (await this.answer(path, init)).json()) as T;
  }

  private async answer(path: string, init: RequestInit): Promise<Response> {
    const response = await this.fetch(`${this.baseUrl}${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Path of a service's routes from its entity ref. */
export function servicePath(ref: string): string {
  const match = /^([^:/]+):([^/]+)\/(.+)$/.exec(ref);
  if (!match) throw new Error(`'${ref}' is not a full entity ref`);
  const [kind, namespace, name] = match.slice(1).map(encodeURIComponent);
  return `/services/${kind}/${namespace}/${name}`;
}
