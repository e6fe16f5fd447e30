import type { Tag } from '@aws-sdk/client-ecs';
import type { Definition } from './definition';

const INTENT = 'release-flow:intent';
const SENT_AT = 'release-flow:sent-at';
/** How far the clock of AWS may be from ours. */
const SKEW_MS = 60_000;

/** What a definition carries of the change it was made or taken for. */
export function intentTags(intentId: string, now: Date): Tag[] {
  return [
    { key: INTENT, value: intentId },
    { key: SENT_AT, value: now.toISOString() },
  ];
}

/** A definition's own tags, without what an earlier change or AWS left. */
export function otherTags(tags: Tag[]): Tag[] {
  return tags.filter(
    ({ key }) => key !== INTENT && key !== SENT_AT && !key?.startsWith('aws:'),
  );
}

/** True when the definition was made or taken for this change, and a rollout of `at` can be it. */
export function isTaggedFor(
  { tags }: Definition,
  intentId: string,
  at?: Date,
): boolean {
  const value = (wanted: string) =>
    tags.find(({ key }) => key === wanted)?.value;
  if (value(INTENT) !== intentId) return false;
  if (!at) return true;
  return at.getTime() >= Date.parse(value(SENT_AT) ?? '') - SKEW_MS;
}
