import type {
  Accepted,
  CancelRequest,
  ChecklistRequest,
  DecisionRequest,
  GithubReviewRequest,
  OverrideRequest,
  ResolveRequest,
} from '../schema';
import { ReleaseFlowReleases } from './ReleaseFlowReleases';
import type { ReleaseFlowCallOptions } from './transport';

/**
 * What people do about a promotion that was asked for.
 * @public
 */
export class ReleaseFlowDecisions extends ReleaseFlowReleases {
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

  /** Ticks an item of a checklist, or says that it does not apply. */
  tick(
    id: string,
    request: ChecklistRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/checklist`,
      request,
      options,
    );
  }

  /** Lets one gate of a promotion pass, with a reason. */
  override(
    id: string,
    request: OverrideRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/override`,
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

  /** Reviews in GitHub what the run waits for, as the owner of the token, who must be the caller. */
  reviewInGithub(
    id: string,
    request: GithubReviewRequest,
    githubToken: string,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `/promotions/${encodeURIComponent(id)}/github-review`,
      request,
      options,
      { 'x-github-token': githubToken },
    );
  }
}
