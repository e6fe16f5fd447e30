import type { TagMove } from 'backstage-plugin-release-flow-common';
import type { DeploymentRecord } from '../database/records';
import type { Binding, BoundEnvironment } from './binding';
import { LookupError, resolveText, type LookupScope } from './lookups';
import { fullMatcher } from './patterns';
import type { Refusal } from './refusals';

/** A line of a version: what its tags are resolved from. */
export interface TaggedVersion {
  tag: string;
  version: string;
}

function isDeployedBy(
  binding: Binding,
  { id, deploy }: BoundEnvironment,
  name: string,
  release: TaggedVersion,
): boolean {
  const { manual, automatic } = deploy;
  if (automatic?.on === 'tag') {
    return automatic.tag ? fullMatcher(automatic.tag)(name) : true;
  }
  if (manual?.by !== 'tag') return false;
  const scope: LookupScope = {
    service: { name: binding.service.name },
    parameters: binding.parameters,
    environment: { id },
    release: { tag: release.tag, version: release.version },
  };
  try {
    return resolveText(manual.tag, scope, 'tag') === name;
  } catch (error) {
    if (error instanceof LookupError) return false;
    throw error;
  }
}

/** Environments that a push of the tag deploys; the last one where the flow does not say. */
export function environmentsOfTag(
  binding: Binding,
  name: string,
  release: TaggedVersion,
): BoundEnvironment[] {
  const { environments } = binding;
  const deployed = environments.filter(environment =>
    isDeployedBy(binding, environment, name, release),
  );
  if (deployed.length > 0) return deployed;
  return [...environments].sort((a, b) => b.rank - a.rank).slice(0, 1);
}

/** Commits that went live and were verified, newest first. */
export function verifiedCommits(deployments: DeploymentRecord[]): string[] {
  const proven = deployments
    .filter(({ verified }) => verified)
    .sort((a, b) => b.happenedAt.localeCompare(a.happenedAt))
    .flatMap(({ commit }) => commit ?? []);
  return [...new Set(proven)];
}

interface Wish {
  tag: string;
  version: string;
  commit: string | undefined;
  rerun: boolean;
}

interface Known {
  /** Where the tag stands now. */
  from: string | undefined;
  verified: string[];
  isImmutable: boolean;
  runs: TagMove['runs'];
}

const short = (sha: string) => sha.slice(0, 7);

/** Where the tag would stand, and why it may not. */
export function judgeTagMove(
  { tag, version, commit, rerun }: Wish,
  { from, verified, isImmutable, runs }: Known,
): { to: string | undefined; refusals: Refusal[] } {
  const to = rerun ? from : (commit ?? onlyOne(verified));
  const refusals: Refusal[] = [];
  const refuse = (code: string, message: string) =>
    refusals.push({ code, message });
  if (!from) {
    refuse('no-tag', `There is no tag ${tag}. Deploy the version instead.`);
  } else if (verified.length === 0) {
    refuse(
      'not-verified',
      `No commit was verified for ${version}, so ${tag} may be moved to none.`,
    );
  } else if (!to) {
    refuse(
      'which-commit',
      `Several commits were verified for ${version}: ${verified.map(short).join(', ')}. Name one.`,
    );
  } else if (!verified.includes(to)) {
    refuse(
      'not-verified',
      `${short(to)} was not verified for ${version}; ${verified.map(short).join(' and ')} ${verified.length > 1 ? 'were' : 'was'}.`,
    );
  } else if (rerun && runs.length === 0) {
    refuse(
      'no-runs',
      `${tag} started no run where it stands; move it instead.`,
    );
  } else if (!rerun && to === from) {
    refuse(
      'there-already',
      `${tag} stands on ${short(to)} already. Run again what it started instead.`,
    );
  }
  if (!rerun && isImmutable) {
    refuse(
      'immutable-release',
      `The release of ${tag} is immutable, so its tag stays where it is.`,
    );
  }
  return { to, refusals };
}

function onlyOne(commits: string[]): string | undefined {
  return commits.length === 1 ? commits[0] : undefined;
}
