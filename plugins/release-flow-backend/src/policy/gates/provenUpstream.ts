import type { DeploymentRecord } from '../../database/records';
import type { GateContext } from '.';
import { artifactWord } from '../artifactWord';
import { CARRIED_WORDS } from '../carried';
import { noPath, pathBetween, SOURCE } from '../graph';
import type { PromotionFacts, UpstreamFact } from '../facts';
import { isReported, sourceOf } from '../reported';
import { blocked, passed, waiting, type Verdict } from './result';

export function provenTitle(from: string | null): string {
  if (from === SOURCE) return 'Comes from the source';
  return from ? `Proven in ${from}` : 'Proven upstream';
}

/** The artifact went live upstream, was verified there, and the upstream is healthy now. */
export function judgeProvenUpstream(
  facts: PromotionFacts,
  from: string | null,
  { binding, environment }: Pick<GateContext, 'binding' | 'environment'>,
): Verdict {
  const title = provenTitle(from);
  const traveller = facts.release ?? null;
  if (from === SOURCE) {
    if (!pathBetween(binding, SOURCE, environment.id, traveller)) {
      const into = environment.title ?? environment.id;
      return blocked(title, 'no-path', noPath(SOURCE, into, traveller));
    }
    return passed(
      title,
      'from-source',
      'This environment is the first on its path',
    );
  }
  const upstream = facts.upstream.find(candidate => candidate.id === from);
  if (!upstream) {
    return blocked(
      title,
      'no-path',
      'No path of the flow leads here from an environment where this artifact was proven.',
    );
  }
  return judgeUpstream(title, upstream);
}

function judgeUpstream(title: string, upstream: UpstreamFact): Verdict {
  const { deployment, environment, current, carried } = upstream;
  if (upstream.unread && !isProof(deployment)) {
    return waiting(
      title,
      'upstream-not-read',
      `Whether a commit that ran in ${upstream.title} has this one could not be read: ${upstream.unread}`,
    );
  }
  if (!deployment) {
    return blocked(
      title,
      'not-proven-upstream',
      `This artifact never ran in ${upstream.title}. Promote it there first.`,
    );
  }
  if (!isProof(deployment)) {
    return blocked(
      title,
      'not-proven-upstream',
      `This artifact ran in ${upstream.title}, but was not verified there. Promote it there first.`,
    );
  }
  if (environment?.observationError) {
    return waiting(
      title,
      'upstream-not-read',
      `${upstream.title} could not be read last time: ${environment.observationError}`,
    );
  }
  const health = environment?.observation?.health;
  if (!health || health.status === 'unknown') {
    return waiting(
      title,
      'upstream-not-read',
      `The health of ${upstream.title} is not known yet.`,
    );
  }
  if (health.status === 'unhealthy') {
    return waiting(
      title,
      'upstream-unhealthy',
      `${upstream.title} is unhealthy now: ${health.message}. It has to be healthy before this moves on.`,
    );
  }
  const live = current?.artifactKey === deployment.artifactKey;
  if (carried && carried !== 'same') {
    return passed(
      title,
      'proven-upstream',
      `In ${deployment.label}, which was verified there at ${deployment.happenedAt}: ${CARRIED_WORDS[carried]}`,
    );
  }
  return passed(
    title,
    'proven-upstream',
    live
      ? `Healthy there since ${deployment.happenedAt} on the same ${artifactWord(deployment.artifact)}`
      : `Verified there at ${deployment.happenedAt}; ${current?.label ?? 'something else'} runs there now, healthy`,
  );
}

export const RAN_HERE_TITLE = 'Ran here before';

function isProof(
  deployment: UpstreamFact['deployment'],
): deployment is DeploymentRecord {
  return Boolean(deployment?.verified || deployment?.kind === 'adopted');
}

/** For a rollback: it was verified, adopted or declared in this very environment. */
export function judgeProvenHere(facts: PromotionFacts): Verdict {
  const title = RAN_HERE_TITLE;
  const { rollbackTo } = facts;
  if (!rollbackTo) {
    return blocked(
      title,
      'never-ran-here',
      'This artifact never ran in this environment. Promote it instead of rolling back.',
    );
  }
  if (isReported(rollbackTo)) {
    return blocked(
      title,
      'only-reported',
      `${rollbackTo.label} ran here only by what ${sourceOf(rollbackTo)} reported, which proves nothing. Promote it instead of rolling back.`,
    );
  }
  const how = {
    recorded: rollbackTo.verified ? 'verified by us' : 'not verified by us',
    adopted: 'found running when the service was bound',
    declared: 'said by GitHub, not verified by us',
  }[rollbackTo.kind];
  return passed(
    title,
    'ran-here',
    `${rollbackTo.label} ran here from ${rollbackTo.happenedAt}, ${how}`,
  );
}
