import type {
  Accepted,
  DeploymentReport,
  DocsPublishRequest,
  Doctor,
  Drill,
  DrillRequest,
  EnvironmentAnswer,
  ExtendRequest,
  EphemeralBuildRequest,
  FreezeEndRequest,
  FreezeRequest,
  FreezeView,
  InfrastructureRequest,
  Preflight,
  PreflightRequest,
  PromotionRequest,
  RepairRequest,
  ReportAnswer,
  ResolveRequest,
  RunbookRequest,
} from '../schema';
import { ReleaseFlowDecisions } from './ReleaseFlowDecisions';
import { servicePath, type ReleaseFlowCallOptions } from './transport';

/**
 * Typed client of the REST API under `/api/release-flow`.
 *
 * Every method throws `ResponseError` of `@backstage/errors` on a non-2xx answer; its message says
 * what happened and what to do next.
 * @public
 */
export class ReleaseFlowClient extends ReleaseFlowDecisions {
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

  /** Asks to put back what was recorded, where something else runs. */
  repair(
    ref: string,
    environment: string,
    request: RepairRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/repair`,
      request,
      options,
    );
  }

  /** Tries the way back: to an earlier artifact and forward again; in production as a preflight. */
  drill(
    ref: string,
    environment: string,
    request: DrillRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Drill>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/drill`,
      request,
      options,
    );
  }

  /** Lets an ephemeral build stay longer. */
  extend(
    ref: string,
    environment: string,
    request: ExtendRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<EnvironmentAnswer>(
      `${servicePath(ref)}/environments/${encodeURIComponent(environment)}/extend`,
      request,
      options,
    );
  }

  /** Asks the doctor to look now. */
  lookNow(ref: string, options?: ReleaseFlowCallOptions) {
    return this.http.post<Doctor>(`${servicePath(ref)}/doctor`, {}, options);
  }

  /** Plans or applies the infrastructure of an environment. */
  runInfrastructure(
    ref: string,
    environment: string,
    request: InfrastructureRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/infrastructure/${encodeURIComponent(environment)}`,
      request,
      options,
    );
  }

  /** Publishes the release docs by hand. */
  publishDocs(
    ref: string,
    request: DocsPublishRequest = {},
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/docs/publish`,
      request,
      options,
    );
  }

  /** Asks for a run of a runbook. */
  runRunbook(
    ref: string,
    runbook: string,
    request: RunbookRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/runbooks/${encodeURIComponent(runbook)}`,
      request,
      options,
    );
  }

  /** Says how an operation that is no promotion ended, where nobody knows. */
  resolveOperation(
    id: string,
    request: ResolveRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `/operations/${encodeURIComponent(id)}/resolve`,
      request,
      options,
    );
  }

  /** Tells what was deployed; for CI. */
  report(report: DeploymentReport, options?: ReleaseFlowCallOptions) {
    return this.http.post<ReportAnswer>('/deployments', report, options);
  }

  /** Declares a freeze, or stops the line. */
  declareFreeze(request: FreezeRequest, options?: ReleaseFlowCallOptions) {
    return this.http.post<FreezeView>('/freezes', request, options);
  }

  /** Ends a freeze. */
  endFreeze(
    id: string,
    request: FreezeEndRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.remove<FreezeView>(
      `/freezes/${encodeURIComponent(id)}`,
      request,
      options,
    );
  }
}
