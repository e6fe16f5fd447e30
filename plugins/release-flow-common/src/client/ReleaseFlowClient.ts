import { ResponseError } from '@backstage/errors';
import type {
  Accepted,
  CancelRequest,
  Compare,
  CompareQuery,
  DecisionRequest,
  Docs,
  EnvironmentAnswer,
  EphemeralBuildRequest,
  Flows,
  History,
  HistoryQuery,
  Infrastructure,
  OperationView,
  Overview,
  OverviewQuery,
  Preflight,
  PreflightRequest,
  PromotionRequest,
  Promotions,
  PromotionsQuery,
  PromotionView,
  PublishRequest,
  Rejection,
  Releases,
  ReleaseRunRequest,
  ReleasesQuery,
  ResolveRequest,
  ServiceState,
} from '../schema';

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

/**
 * Typed client of the REST API under `/api/release-flow`.
 *
 * Every method throws `ResponseError` of `@backstage/errors` on a non-2xx answer; its message says
 * what happened and what to do next.
 * @public
 */
export class ReleaseFlowClient {
  /**
   * @param fetch - authenticated fetch: the frontend's `fetchApi.fetch`, or one that sets a bearer token
   * @param baseUrl - `plugin://release-flow` in the frontend, the discovered base URL elsewhere
   */
  constructor(
    private readonly fetch: ReleaseFlowFetch,
    private readonly baseUrl: string = 'plugin://release-flow',
  ) {}

  /** Rows of the catalog-wide overview. */
  overview(query: Partial<OverviewQuery>, options?: ReleaseFlowCallOptions) {
    return this.get<Overview>('/services', query, options);
  }

  /** Full state of one service. */
  service(ref: string, options?: ReleaseFlowCallOptions) {
    return this.get<ServiceState>(servicePath(ref), {}, options);
  }

  /** Releases, newest first. */
  releases(
    ref: string,
    query: Partial<ReleasesQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.get<Releases>(`${servicePath(ref)}/releases`, query, options);
  }

  /** What happened, newest first. */
  history(
    ref: string,
    query: Partial<HistoryQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.get<History>(`${servicePath(ref)}/history`, query, options);
  }

  /** Commits between two commits or releases. */
  compare(ref: string, query: CompareQuery, options?: ReleaseFlowCallOptions) {
    return this.get<Compare>(`${servicePath(ref)}/compare`, query, options);
  }

  /** Where the release docs are published, and for which release. */
  docs(ref: string, options?: ReleaseFlowCallOptions) {
    return this.get<Docs>(`${servicePath(ref)}/docs`, {}, options);
  }

  /** Infrastructure runs per environment. */
  infrastructure(ref: string, options?: ReleaseFlowCallOptions) {
    return this.get<Infrastructure>(
      `${servicePath(ref)}/infrastructure`,
      {},
      options,
    );
  }

  /** Every gate and the difference, without any effect. */
  preflight(
    ref: string,
    request: Partial<PreflightRequest> & { environment: string },
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Preflight>(
      `${servicePath(ref)}/preflight`,
      request,
      options,
    );
  }

  /** Asks for a promotion, rollback, restore or redeploy. */
  promote(
    ref: string,
    request: PromotionRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `${servicePath(ref)}/promotions`,
      request,
      options,
    );
  }

  /** Builds a branch, and brings it into an environment when one is named. */
  buildEphemeral(
    ref: string,
    request: EphemeralBuildRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `${servicePath(ref)}/ephemeral-builds`,
      request,
      options,
    );
  }

  /** Runs the release workflow. */
  runRelease(
    ref: string,
    request: ReleaseRunRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `${servicePath(ref)}/releases`,
      request,
      options,
    );
  }

  /** Publishes a draft release. */
  publish(
    ref: string,
    release: string,
    request: PublishRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `${servicePath(ref)}/releases/${encodeURIComponent(release)}/publish`,
      request,
      options,
    );
  }

  /** Rejects a release, or takes the rejection back when no reason is given. */
  reject(
    ref: string,
    release: string,
    reason: string | undefined,
    options?: ReleaseFlowCallOptions,
  ) {
    const path = `${servicePath(ref)}/releases/${encodeURIComponent(release)}/rejection`;
    return this.write<Rejection>(path, reason, options);
  }

  /** Holds automation in an environment, or ends the hold when no reason is given. */
  hold(
    ref: string,
    environment: string,
    reason: string | undefined,
    options?: ReleaseFlowCallOptions,
  ) {
    const path = `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/hold`;
    return this.write<EnvironmentAnswer>(path, reason, options);
  }

  /** Records what runs in an environment as what should run there. */
  adopt(
    ref: string,
    environment: string,
    reason: string,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<EnvironmentAnswer>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/adopt`,
      { reason },
      options,
    );
  }

  /** Promotions, newest first. */
  promotions(
    query: Partial<PromotionsQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.get<Promotions>('/promotions', query, options);
  }

  /** One promotion with its gates, steps and decisions. */
  promotion(id: string, options?: ReleaseFlowCallOptions) {
    return this.get<PromotionView>(
      `/promotions/${encodeURIComponent(id)}`,
      {},
      options,
    );
  }

  /** One operation of any kind. */
  operation(id: string, options?: ReleaseFlowCallOptions) {
    return this.get<OperationView>(
      `/operations/${encodeURIComponent(id)}`,
      {},
      options,
    );
  }

  /** Approves or rejects the plan the reader saw. */
  decide(
    id: string,
    request: DecisionRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/decisions`,
      request,
      options,
    );
  }

  /** Cancels a promotion. */
  cancel(
    id: string,
    request: CancelRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/cancel`,
      request,
      options,
    );
  }

  /** Asks for the same again, as a new promotion without the old approvals. */
  retry(
    id: string,
    request: CancelRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/retry`,
      request,
      options,
    );
  }

  /** Says how an effect with unknown outcome ended. */
  resolve(
    id: string,
    request: ResolveRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/resolve`,
      request,
      options,
    );
  }

  /** The declared flows. */
  flows(options?: ReleaseFlowCallOptions) {
    return this.get<Flows>('/flows', {}, options);
  }

  private get<T>(path: string, query: Query, options?: ReleaseFlowCallOptions) {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') search.set(key, String(value));
    }
    const suffix = search.size > 0 ? `?${search}` : '';
    return this.send<T>(`${path}${suffix}`, { signal: options?.signal });
  }

  /** A reason sets it, none takes it away. */
  private write<T>(
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

  private post<T>(
    path: string,
    body: unknown,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.send<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: options?.signal,
    });
  }

  private async send<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.fetch(`${this.baseUrl}${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return (await response.json()) as T;
  }
}

/** Path of a service's routes from its entity ref. */
function servicePath(ref: string): string {
  const match = /^([^:/]+):([^/]+)\/(.+)$/.exec(ref);
  if (!match) throw new Error(`'${ref}' is not a full entity ref`);
  const [kind, namespace, name] = match.slice(1).map(encodeURIComponent);
  return `/services/${kind}/${namespace}/${name}`;
}
