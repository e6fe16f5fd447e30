import type {
  AuditPage,
  AuditQuery,
  Compare,
  CompareQuery,
  Docs,
  Doctor,
  Earlier,
  FlowCheck,
  FlowCheckRequest,
  FlowDoctor,
  FlowDocumentQuery,
  Flows,
  Freezes,
  History,
  HistoryQuery,
  Infrastructure,
  Logs,
  LogsQuery,
  OperationView,
  Overview,
  OverviewQuery,
  ParityQuery,
  ParityView,
  PromotionGuide,
  Promotions,
  PromotionsQuery,
  PromotionView,
  Releases,
  ReleasesQuery,
  Runbooks,
  RuntimeRefresh,
  RuntimeRefreshRequest,
  RuntimeView,
  ServiceState,
} from '../schema';
import {
  servicePath,
  Transport,
  type ReleaseFlowCallOptions,
  type ReleaseFlowFetch,
} from './transport';

/**
 * The reading half of the client; see `ReleaseFlowClient`.
 * @public
 */
export class ReleaseFlowReads {
  /** @internal */
  protected readonly http: Transport;

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

  /** Runbooks, where they may be run, and how they ended the last time. */
  runbooks(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<Runbooks>(`${servicePath(ref)}/runbooks`, {}, options);
  }

  /** How every environment runs. */
  runtime(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<RuntimeView>(
      `${servicePath(ref)}/runtime`,
      {},
      options,
    );
  }

  /** In what two environments differ. */
  parity(ref: string, query: ParityQuery, options?: ReleaseFlowCallOptions) {
    return this.http.get<ParityView>(
      `${servicePath(ref)}/runtime/parity`,
      query,
      options,
    );
  }

  /** Has one environment read again, or all of them. */
  refreshRuntime(
    ref: string,
    request: RuntimeRefreshRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<RuntimeRefresh>(
      `${servicePath(ref)}/runtime/refresh`,
      request,
      options,
    );
  }

  /** The newest log lines of an environment, read now. */
  logs(
    ref: string,
    environment: string,
    query: Partial<LogsQuery> = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.get<Logs>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/logs`,
      query,
      options,
    );
  }

  /** What an environment's target could run again, read now. */
  earlier(ref: string, environment: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<Earlier>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/earlier`,
      {},
      options,
    );
  }

  /** What to run by hand for a promotion, and what to check when it went wrong. */
  guide(id: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<PromotionGuide>(
      `/promotions/${encodeURIComponent(id)}/guide`,
      {},
      options,
    );
  }

  /** What the doctor saw when it looked last. */
  doctor(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.get<Doctor>(`${servicePath(ref)}/doctor`, {}, options);
  }

  /** What is wrong with a flow, and how many of its services have which findings. */
  flowDoctor(ref: string, options?: ReleaseFlowCallOptions) {
    const [, namespace, name] = /^(?:[^:]+:)?([^/]+)\/(.+)$/.exec(ref) ?? [];
    return this.http.get<FlowDoctor>(
      `/flows/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/doctor`,
      {},
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

  /** One promotion, or other operation that passes gates, with its steps and decisions. */
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

  /** Freezes, active ones first; without those that are over unless asked for. */
  freezes(open: boolean = true, options?: ReleaseFlowCallOptions) {
    return this.http.get<Freezes>('/freezes', { open: String(open) }, options);
  }

  /** The audit, newest first; `/audit/export` gives all of it as JSON lines. */
  audit(query: Partial<AuditQuery> = {}, options?: ReleaseFlowCallOptions) {
    return this.http.get<AuditPage>('/audit', query, options);
  }

  /** What a changed flow would do to the services bound to it, one page of them. */
  checkFlow(request: FlowCheckRequest, options?: ReleaseFlowCallOptions) {
    return this.http.post<FlowCheck>('/flows/check', request, options);
  }

  /** A flow as Markdown with Mermaid diagrams; with a service, what its parameters come to. */
  flowDocument(
    flow: string,
    query: FlowDocumentQuery = {},
    options?: ReleaseFlowCallOptions,
  ) {
    const [, path] = servicePath(flow).split(/^\/services\/[^/]+/);
    return this.http.text(`/flows${path}/document`, query, options);
  }

  /** The declared flows. */
  flows(options?: ReleaseFlowCallOptions) {
    return this.http.get<Flows>('/flows', {}, options);
  }
}
