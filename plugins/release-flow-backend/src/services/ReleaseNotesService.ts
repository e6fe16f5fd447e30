import {
  artifactKey,
  type Accepted,
  type Artifact,
  type ReleaseNotesRequest,
} from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord, Stores } from '../database';
import type { Binding } from '../policy/binding';
import { readDigest } from '../policy/digest';
import { newOperation } from '../policy/newOperation';
import type { Access, Caller } from './Access';
import { requireBinding, requireRelease, requireService } from './lookups';
import { askedBy, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, refuse } from './refuse';

/** Writing what a release says of itself. */
export class ReleaseNotesService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async write(
    caller: Caller,
    ref: string,
    name: string,
    request: ReleaseNotesRequest,
  ): Promise<Accepted> {
    const meta = { service: ref, release: name };
    return this.access.audited(caller, 'write-notes', meta, async () => {
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(this.stores, ref));
      await this.access.requireRelease(caller, binding);
      if (binding.mode !== 'enforce') {
        throw refuse(
          `mode-${binding.mode}`,
          `The flow is in ${binding.mode} mode: it shows and does not act.`,
        );
      }
      const { idempotencyKey, notes } = request;
      const before = await this.writer.earlier(caller, ref, idempotencyKey);
      if (before) return before;
      const release = await requireRelease(this.stores, binding, name);
      if (release.state === 'build') {
        throw refuse(
          'not-a-release',
          `${release.tag} is a build; notes are written for releases and tags.`,
        );
      }
      refuseOtherDigests(binding, release, notes);
      const at = (await this.stores.now()).toISOString();
      const operation = newOperation(binding, 'release-notes', at, {
        ...askedBy(caller),
        label: release.tag,
        message: `Writing the notes of ${release.tag}`,
        releaseId: release.id,
        commit: release.commit,
        steps: oneStep(`Write the notes of ${release.tag}`),
        result: {
          // A line of several tags is released under its final one.
          tag: release.tags.at(-1)?.name ?? release.tag,
          notes,
          isPrerelease: release.state === 'prerelease',
        },
        idempotencyKey: idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }
}

/** A body that digests are read from must go on naming those that were pinned. */
function refuseOtherDigests(
  binding: Binding,
  release: ReleaseRecord,
  notes: string,
): void {
  if (!release.artifact) return;
  const artifact: Artifact = [];
  for (const { component, image, digest } of binding.artifacts) {
    if (!image || digest?.from !== 'release-body') continue;
    const reading = readDigest(notes, digest.pattern, component);
    if ('problem' in reading) {
      throw badField('notes', `they are read too: ${reading.problem.message}`);
    }
    artifact.push({ component, identity: { image, digest: reading.digest } });
  }
  if (artifact.length > 0 && artifactKey(artifact) !== release.artifactKey) {
    throw badField(
      'notes',
      `they name another image digest than the one that ${release.tag} was pinned to`,
    );
  }
}
