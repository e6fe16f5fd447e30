import { isRead, type PromotionFacts } from '../facts';
import { blocked, passed, unread, type Verdict } from './result';

const TITLE = 'Image still in the registry';

/** Every image is still there under its digest, and the release's tag still means it. */
export function judgeArtifactAvailable(facts: PromotionFacts): Verdict {
  const { images } = facts;
  if (!isRead(images)) return unread(TITLE, 'The registry', images.unread);
  for (const image of images.value) {
    if (!image.found) {
      return blocked(
        TITLE,
        'digest-gone',
        `${image.image}@${image.digest} is not in the registry any more. Push it again, or choose another release.`,
      );
    }
    if (image.tag && image.tagDigest && image.tagDigest !== image.digest) {
      return blocked(
        TITLE,
        'artifact-changed',
        `${image.image}:${image.tag} now resolves to ${image.tagDigest}, not to the pinned ${image.digest}. Point the tag back, or make a new release.`,
      );
    }
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
