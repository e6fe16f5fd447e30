import { isRead, type PromotionFacts } from '../facts';
import { blocked, passed, unread, type Verdict } from './result';

export const TITLE = 'Key Vault references resolve';

/** Names only: a reference's value is never read. */
export function judgeConfigurationResolved(facts: PromotionFacts): Verdict {
  const { references } = facts;
  if (!references) {
    return blocked(
      TITLE,
      'not-supported',
      'This target has no references to a secret store. Remove the gate from the flow.',
    );
  }
  if (!isRead(references)) {
    return unread(TITLE, 'The references', references.unread);
  }
  const broken = references.value.filter(reference => !reference.resolved);
  if (broken.length > 0) {
    return blocked(
      TITLE,
      'reference-unresolved',
      `${broken.map(reference => `${reference.name} is ${reference.status}`).join(', ')}. The app would start and fail; mend the reference first.`,
    );
  }
  const names = references.value.map(reference => reference.name);
  return passed(
    TITLE,
    'configuration-resolved',
    names.length === 0
      ? 'No references to resolve'
      : `${names.length} of ${names.length}: ${names.join(', ')}`,
  );
}
