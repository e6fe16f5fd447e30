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
import {
  servicePath,
  Transport,
  type ReleaseFlowCallOptions,
  type ReleaseFlowFetch,
} from './transport';

/**
 * Typed client of the REST API under `/api/release-flow`.
 *
 * Every method throws `ResponseError` of `@backstage/errors` on a non-2xx answer; its message says
 * what happened and what to do next.
 * @public
 */
export class ReleaseFlowClient {
  private readonly http: Transport;

  /**
   * @param fetch - authenticated fetch: the frontend's `fetchApi.fetch`, or one that sets a bearer token
   * @param baseUrl - `plugin://release-flow` in the frontend, the discovered base URL elsewhere
   */
  constructor(
    fetch: ReleaseFlowFetch,
    baseUrl: string = 'plugin://release-flow',
  ) {
    this.http = new Transport(fetch, baseUrl);
  }

  /** Rows of the catalog-wide overview. */
  overview(query: Partial<OverviewQuery>, options?: ReleaseFlowCallOptions) {
    return this.http.get<Overview>('/services', query, options);
  }

  /** Full state of one service. */
  service(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<ServiceState>(servicePath(ref), {}, options);
  }

  /** Releases, newest first. */
  releases(
    ref: string,
    query: Partial<ReleasesQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.get<Releases>(
      `${servicePath(ref)}/releases`,
      query,
      options,
    );
  }

  /** What happened, newest first. */
  history(
    ref: string,
    query: Partial<HistoryQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.get<History>(
      `${servicePath(ref)}/history`,
      query,
      options,
    );
  }

  /** Commits between two commits or releases. */
  compare(ref: string, query: CompareQuery, options?: ReleaseFlowCallOptions) {
    return this.http.get<Compare>(
      `${servicePath(ref)}/compare`,
      query,
      options,
    );
  }

  /** Where the release docs are published, and for which release. */
  docs(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<Docs>(`${servicePath(ref)}/docs`, {}, options);
  }

  /** Infrastructure runs per environment. */
  infrastructure(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<Infrastructure>(
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
    return this.http.post<Preflight>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
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
    return this.http.write<Rejection>(path, reason, options);
  }

  /** Holds automation in an environment, or ends the hold when no reason is given. */
  hold(
    ref: string,
    environment: string,
    reason: string | undefined,
    options?: ReleaseFlowCallOptions,
  ) {
    const path = `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/hold`;
    return this.http.write<EnvironmentAnswer>(path, reason, options);
  }

  /** Records what runs in an environment as what should run there. */
  adopt(
    ref: string,
    environment: string,
    reason: string,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<EnvironmentAnswer>(
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
    return this.http.get<Promotions>('/promotions', query, options);
  }

  /** One promotion with its gates, steps and decisions. */
  promotion(id: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<PromotionView>(
      `/promotions/${encodeURIComponent(id)}`,
      {},
      options,
    );
  }

  /** One operation of any kind. */
  operation(id: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<OperationView>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
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
    return this.http.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/resolve`,
      request,
      options,
    );
  }

  /** The declared flows. */
  flows(options?: ReleaseFlowCallOptions) {
    return this.http.get<Flows>('/flows', {}, options);
  }
}
