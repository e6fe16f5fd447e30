import type { Accepts } from 'backstage-plugin-release-flow-common';
import { acceptedKinds, acceptsBuild, acceptsRelease } from '../accepts';
import { isRead, type GateReading, type PromotionFacts } from '../facts';
import type { SourceConfig } from '../gateSchemas';
import { changelogProblem } from './changelog';
import { blocked, passed, unread, waiting, type Verdict } from './result';

export const TITLE = 'Published and final';
export const ACCEPTED_TITLE = 'Release is accepted here';
const BUILD_TITLE = 'Build is accepted here';

/** Release state, rejection, pinned digest, pinned tag, branch and changelog. */
export function judgeSource(
  config: SourceConfig,
  facts: PromotionFacts,
  reading: GateReading,
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
  if (build) {
    const verdict = judgeBuild(facts, accepts, environmentTitle);
    return verdict.status === 'passed'
      ? (judgeOrigin(config, reading, build.ref) ?? verdict)
      : verdict;
  }
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
  const changes: string[] = [];
  if (release.problem?.code === 'artifact-changed') {
    changes.push(release.problem.message);
  } else if (release.problem) {
    return blocked(TITLE, release.problem.code, release.problem.message);
  }
  if (!release.artifact) {
    return waiting(
      TITLE,
      'no-digest',
      `${release.tag} names no digest yet. It is read again when the release changes.`,
    );
  }
  if (release.state === 'build') {
    return judgeBranchBuild(config, facts, reading, accepts, environmentTitle);
  }
  if (!acceptsRelease(accepts, release)) {
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
      changes.push(
        `The tag ${release.tag} moved from ${release.commit.slice(0, 7)} to ${commit.slice(0, 7)} after it was first seen. Move it back, or make a new release.`,
      );
    }
  }
  const origin = judgeOrigin(config, reading, release.tag);
  if (origin) return origin;
  // Last, and all of them: a person may override these, and nothing else with them.
  if (changes.length > 0) {
    return blocked(TITLE, 'artifact-changed', changes.join(' '));
  }
  const when = release.publishedAt
    ? `published ${release.publishedAt}`
    : 'a draft';
  return passed(
    release.state === 'published' ? TITLE : ACCEPTED_TITLE,
    'release-accepted',
    `${release.tag}, ${when}`,
    { evidence: [release.url] },
  );
}

/** A commit of a branch: in where the environment takes builds of that branch. */
function judgeBranchBuild(
  config: SourceConfig,
  facts: PromotionFacts,
  reading: GateReading,
  accepts: Accepts[],
  environmentTitle: string,
): Verdict {
  const { release } = facts;
  const { tag, branch, commit, author } = release!;
  if (!acceptsRelease(accepts, release!)) {
    return blocked(
      BUILD_TITLE,
      'build-not-accepted',
      `${tag} is a build of ${branch}; ${environmentTitle} lets in ${acceptedKinds(accepts).join(', ')}.`,
    );
  }
  const origin =
    judgeHotfix(facts.hotfixBase) ?? judgeOrigin(config, reading, tag);
  if (origin) return origin;
  return passed(
    BUILD_TITLE,
    'build-accepted',
    `${branch} at ${commit?.slice(0, 7)}${author ? ` by ${author}` : ''}`,
    { evidence: [release!.url] },
  );
}

/** An urgent fix brings nothing else along than what is there, and itself. */
function judgeHotfix(base: PromotionFacts['hotfixBase']): Verdict | undefined {
  if (!base) return undefined;
  if (!isRead(base)) {
    return unread(BUILD_TITLE, 'What the fix is based on', base.unread);
  }
  const { branch, found, wanted } = base.value;
  if (found) return undefined;
  return blocked(
    BUILD_TITLE,
    'hotfix-base',
    `${branch} is not built on ${wanted.join(', nor on ')}. Make the branch again from there, so that it brings only the fix.`,
  );
}

/** What the flow asks of where it comes from, if it is not so. */
function judgeOrigin(
  { branch, changelog }: SourceConfig,
  reading: GateReading,
  label: string,
): Verdict | undefined {
  if (branch) {
    const fact = reading.onBranch;
    if (!fact || !isRead(fact)) {
      return unread(TITLE, `The branch ${branch}`, fact?.unread ?? 'no commit');
    }
    if (!fact.value) {
      return blocked(
        TITLE,
        'not-on-branch',
        `The commit of ${label} is not on ${branch}. Merge it there, and make a release of that.`,
      );
    }
  }
  if (!changelog) return undefined;
  const fact = reading.changelog;
  if (!fact || !isRead(fact)) {
    return unread(TITLE, changelog.file, fact?.unread ?? 'no release');
  }
  const problem = changelogProblem(changelog, fact.value);
  const where = changelog.at === 'tag' ? label : changelog.branch;
  return (
    problem && blocked(TITLE, problem.code, `At ${where}: ${problem.message}`)
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
    BUILD_TITLE,
    'build-accepted',
    `${build.ref} at ${build.commit.slice(0, 7)}, built by ${build.builtBy}`,
  );
}
