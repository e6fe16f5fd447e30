import type { Intent } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord } from '../database/records';

/** What is known of the notes of what moves. */
export type NotesProof = 'published' | 'missing' | 'not-needed';

type Noted = Pick<ReleaseRecord, 'state' | 'notes' | 'notesOf'>;

/** Notes tell what is new: what goes back, or goes out again, needs none. */
export function notesProof(
  release: Noted | undefined,
  intent: Intent | null | undefined,
): NotesProof {
  if (release && hasPublishedNotes(release)) return 'published';
  return intent === 'promote' ? 'missing' : 'not-needed';
}

/** Those of a prerelease are the notes of a prerelease only, such as those of a tag for staging. */
function hasPublishedNotes({ state, notes, notesOf }: Noted): boolean {
  const isPublished =
    notesOf === 'published' ||
    (notesOf === 'prerelease' && state === 'prerelease');
  return isPublished && notes.trim() !== '';
}
