import type { Plan } from 'backstage-plugin-release-flow-common';
import { isRead, type Fact, type PromotionFacts } from '../facts';
import type { TagPlaceConfig } from '../planGates';
import { blocked, passed, unread, waiting, type Verdict } from './result';

interface Tags {
  own: string | undefined;
  upstream: string | undefined;
}

export function tagPlaceTitle({ tag }: TagPlaceConfig): string {
  return `Tag ${tag} may stand there`;
}

const short = (sha: string) => sha.slice(0, 7);

/** A tag stands on what the upstream environment ran, and on nothing else. */
export function judgeTagPlace(
  config: TagPlaceConfig,
  { upstream }: Pick<PromotionFacts, 'upstream'>,
  tags: Fact<Tags> | undefined,
  { commit, from, intent }: Pick<Plan, 'commit' | 'from' | 'intent'>,
): Verdict {
  const title = tagPlaceTitle(config);
  const { tag } = config;
  if (!commit) {
    return blocked(
      title,
      'no-commit',
      `The commit of this artifact is not known, so ${tag} can stand nowhere.`,
    );
  }
  if (!tags) return waiting(title, 'not-read', 'The tags were not read yet.');
  if (!isRead(tags)) return unread(title, 'The tags', tags.unread);
  const { own, upstream: above } = tags.value;
  if (own && own !== commit) {
    return blocked(
      title,
      'tag-elsewhere',
      `${tag} stands on ${short(own)} already, and this is ${short(commit)}. Choose another version, or move the tag deliberately.`,
    );
  }
  const ran =
    intent === 'promote' ? upstream.find(({ id }) => id === from) : undefined;
  const ranCommit = ran?.deployment?.commit;
  if (ran && ranCommit && ranCommit !== commit) {
    return blocked(
      title,
      'not-what-upstream-ran',
      `${ran.title} ran ${short(ranCommit)}, and ${tag} would stand on ${short(commit)}. Promote what ran there.`,
    );
  }
  if (config.upstream && above !== commit) {
    return blocked(
      title,
      'upstream-tag-elsewhere',
      above
        ? `${config.upstream} stands on ${short(above)}, and ${tag} would stand on ${short(commit)}. Both have to be the same commit.`
        : `There is no tag ${config.upstream}. Deploy this version there first.`,
    );
  }
  return passed(
    title,
    own ? 'tag-there' : 'tag-free',
    own
      ? `${tag} stands on ${short(commit)} already`
      : `${tag} will stand on ${short(commit)}`,
  );
}
