import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { HostRelease } from '../../providers/types';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import type { Kind } from './kind';

/** Notes of a release; a tag that has no release yet gets one. */
export const releaseNotes: Kind = {
  effect: notesEffect,
  followsRun: false,
  done: ({ label }) => `The notes of ${label} are published`,
};

const plain = (text: string) => text.replace(/\r\n/g, '\n').trim();

/** Writing the same notes twice is writing them once, so the release itself is asked. */
function notesEffect(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): EffectCall {
  const { codeHost, codeHostEffects } = context.providers;
  const { repository } = binding;
  const { tag, notes, isPrerelease } = operation.result as {
    tag: string;
    notes: string;
    isPrerelease: boolean;
  };
  const find = async (
    provider: Parameters<typeof codeHost.releases>[1],
  ): Promise<HostRelease | undefined> => {
    const releases = await codeHost.releases(repository, provider);
    return releases.find(release => release.tag === tag);
  };
  return {
    step: 'deploy',
    kind: 'release-notes',
    isGated: false,
    intent: { tag },
    send: async provider => {
      const existing = await find(provider);
      const { url } = existing
        ? await codeHostEffects.writeReleaseNotes(
            repository,
            { id: existing.id, notes },
            provider,
          )
        : await codeHostEffects.createRelease(
            repository,
            { tag, notes, isPrerelease },
            provider,
          );
      return { url };
    },
    lookup: async (_effect, provider) => {
      const existing = await find(provider);
      return existing && plain(existing.body) === plain(notes)
        ? { outcome: 'happened', result: { url: existing.url } }
        : { outcome: 'absent' };
    },
  };
}
