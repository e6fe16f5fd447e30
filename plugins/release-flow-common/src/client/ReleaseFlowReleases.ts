import type {
  Accepted,
  BranchRequest,
  ChangelogRequest,
  Critical,
  PublishRequest,
  Rejection,
  ReleaseNotesRequest,
  ReleaseRunRequest,
  TagMove,
  TagMoveRequest,
} from '../schema';
import { ReleaseFlowReads } from './ReleaseFlowReads';
import { servicePath, type ReleaseFlowCallOptions } from './transport';

/**
 * What is done with releases, their tags, notes and branches.
 * @public
 */
export class ReleaseFlowReleases extends ReleaseFlowReads {
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

  /** Proposes a release's entry in the changelog by a pull request. */
  proposeChangelog(
    ref: string,
    request: ChangelogRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/changelog`,
      request,
      options,
    );
  }

  /** Makes a branch, such as one to release from. */
  createBranch(
    ref: string,
    request: BranchRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/branches`,
      request,
      options,
    );
  }

  /** Writes a release's notes; a tag without release gets one. */
  writeNotes(
    ref: string,
    release: string,
    request: ReleaseNotesRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<Accepted>(
      `${servicePath(ref)}/releases/${encodeURIComponent(release)}/notes`,
      request,
      options,
    );
  }

  /** Moves a tag, or says what that would mean when it is not confirmed. */
  moveTag(
    ref: string,
    tag: string,
    request: TagMoveRequest,
    options?: ReleaseFlowCallOptions,
  ) {
    return this.http.post<TagMove>(
      `${servicePath(ref)}/tags/${encodeURIComponent(tag)}/move`,
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

  /** Marks a release as critical, or takes the mark away when no reason is given. */
  critical(
    ref: string,
    release: string,
    reason: string | undefined,
    options?: ReleaseFlowCallOptions,
  ) {
    const path = `${servicePath(ref)}/releases/${encodeURIComponent(release)}/critical`;
    return this.http.write<Critical>(path, reason, options);
  }
}
