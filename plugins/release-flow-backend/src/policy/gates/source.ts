import type { Accepts } from 'backstage-plugin-release-flow-common';
import { acceptsBuild, acceptsRelease } from '../accepts';
import { type PromotionFacts, isRead } from '../facts';
import { blocked, passed, unread, waiting, type Verdict } from './result';

const TITLE = 'Published and final';

/** Release state, rejection, pinned digest and pinned tag. */
export function judgeSource(
  facts: PromotionFacts,
  accepts: Accepts[],
  environmentTitle: string,
): Verdict {
  const { release, build, rejections } = facts;
  if (rejections.length > 0) {
    const [rejection] = rejections;
    return blocked(
      TITLE,
      'rejected',
      `${rejection.tag} was rejected: ${rejection.rejected?.reason}. Choose another release, or take the rejection back.`,
    );
  }
  if (build) return judgeBuild(facts, accepts, environmentTitle);
  if (!release) {
    if (facts.rollbackTo) {
      return passed(
        'Known artifact',
        'known-artifact',
        `${facts.rollbackTo.label} went live here before; it is no release`,
      );
    }
    return blocked(
      TITLE,
      'unknown-release',
      'No release of this service has this artifact. Choose one of the listed releases.',
    );
  }
  if (release.problem) {
    return blocked(TITLE, release.problem.code, release.problem.message);
  }
  if (!release.artifact) {
    return waiting(
      TITLE,
      'no-digest',
      `${release.tag} names no digest yet. It is read again when the release changes.`,
    );
  }
  if (!acceptsRelease(accepts, release.state)) {
    return blocked(
      TITLE,
      `${release.state}-not-accepted`,
      `${release.tag} is a ${release.state === 'draft' ? 'draft' : release.state}, and ${environmentTitle} does not accept one. ${
        release.state === 'draft'
          ? 'Publish it first.'
          : 'Choose a final release.'
      }`,
    );
  }
  if (release.state !== 'draft') {
    if (!isRead(facts.tagCommit)) {
      return unread(TITLE, `The tag ${release.tag}`, facts.tagCommit.unread);
    }
    const commit = facts.tagCommit.value;
    if (!commit) {
      return blocked(
        TITLE,
        'tag-missing',
        `The tag ${release.tag} is gone. Restore it on ${release.commit?.slice(0, 7)}.`,
      );
    }
    if (release.commit && commit !== release.commit) {
      return blocked(
        TITLE,
        'artifact-changed',
        `The tag ${release.tag} moved from ${release.commit.slice(0, 7)} to ${commit.slice(0, 7)} after it was first seen. Move it back, or make a new release.`,
      );
    }
  }
  const when = release.publishedAt
    ? `published ${release.publishedAt}`
    : 'a draft';
  return passed(
    release.state === 'published' ? TITLE : 'Release is accepted here',
    'release-accepted',
    `GitHub release ${release.tag}, ${when}`,
    { evidence: [release.url] },
  );
}

function judgeBuild(
  facts: PromotionFacts,
  accepts: Accepts[],
  environmentTitle: string,
): Verdict {
  const build = facts.build!;
  if (!acceptsBuild(accepts, build)) {
    const isEphemeral = build.intent === 'ephemeral';
    return blocked(
      TITLE,
      isEphemeral ? 'ephemeral' : 'build-not-accepted',
      `${build.ref} at ${build.commit.slice(0, 7)} is ${isEphemeral ? 'an ephemeral build' : 'a build of a branch'}; it can't enter ${environmentTitle}. Merge it and run a release.`,
    );
  }
  if (build.expiresAt && build.expiresAt < facts.now) {
    return blocked(
      'Build has not expired',
      'build-expired',
      `The build of ${build.ref} expired. Build the branch again.`,
    );
  }
  return passed(
    'Build is accepted here',
    'build-accepted',
    `${build.ref} at ${build.commit.slice(0, 7)}, built by ${build.builtBy}`,
  );
}
