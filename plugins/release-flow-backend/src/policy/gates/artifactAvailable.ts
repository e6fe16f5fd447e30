import { isRead, type PromotionFacts } from '../facts';
import { blocked, passed, unread, type Verdict } from './result';

export const TITLE = 'Image still in the registry';

/** Every image is still there under its digest, and the release's tag is there and still means it. */
export function judgeArtifactAvailable(facts: PromotionFacts): Verdict {
  const { images } = facts;
  if (!isRead(images)) return unread(TITLE, 'The registry', images.unread);
  const gone = images.value.find(({ found }) => !found);
  if (gone) {
    return blocked(
      TITLE,
      'digest-gone',
      `${gone.image}@${gone.digest} is not in the registry any more. Push it again, or choose another release.`,
    );
  }
  const tagged = images.value.filter(({ tag }) => tag);
  const untagged = tagged.find(({ tagDigest }) => !tagDigest);
  // What ran here may go back: registries clean up old tags, and its digest is there.
  if (untagged && !facts.rollbackTo) {
    const { image, tag, digest } = untagged;
    return blocked(
      TITLE,
      'tag-gone',
      `${image} has no tag ${tag} any more, so nothing says that ${digest} is still that release. Tag it again as ${tag}, or choose another release.`,
    );
  }
  const moved = tagged.filter(
    ({ tagDigest, digest }) => tagDigest && tagDigest !== digest,
  );
  if (moved.length > 0) {
    const each = moved.map(
      ({ image, tag, tagDigest, digest }) =>
        `${image}:${tag} now resolves to ${tagDigest}, not to the pinned ${digest}`,
    );
    return blocked(
      TITLE,
      'artifact-changed',
      `${each.join('; ')}. Point the tag back, or make a new release.`,
    );
  }
  return passed(
    TITLE,
    'artifact-available',
    images.value.length === 0
      ? 'No image to look for'
      : images.value.map(image => image.digest).join(', '),
    { evidence: images.value.map(image => `${image.image}@${image.digest}`) },
  );
}
