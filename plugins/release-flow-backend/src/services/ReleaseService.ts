import {
  artifactKey,
  type Accepted,
  type PublishRequest,
  type ReleaseRunRequest,
} from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord, Stores } from '../database';
import type { Binding } from '../policy/binding';
import { newOperation, newOperationId } from '../policy/newOperation';
import { promotionScope, resolveCall } from '../policy/plan';
import type { Access, Caller } from './Access';
import { requireBinding, requireRelease, requireService } from './lookups';
import { askedBy, buildSubject, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, refuse } from './refuse';

/** Running the release workflow, publishing, and rejecting a release. */
export class ReleaseService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async run(
    caller: Caller,
    ref: string,
    request: ReleaseRunRequest,
  ): Promise<Accepted> {
    const meta = { service: ref };
    return this.access.audited(caller, 'run-release', meta, async () => {
      const binding = await this.ownBinding(caller, ref);
      const create = binding.source.create;
      if (!create) {
        throw refuse(
          'no-release-workflow',
          `The flow ${binding.flow.title} declares no release workflow.`,
        );
      }
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      const id = newOperationId();
      const call = resolveCall(
        create,
        promotionScope(binding, undefined, buildSubject(id, null, null)),
      );
      const operation = newOperation(binding, 'release-run', await this.now(), {
        ...askedBy(caller),
        id,
        label: create.workflow,
        message: `Dispatching ${create.workflow}`,
        steps: oneStep(`Run ${create.workflow}`),
        result: {
          call: { ...call, inputs: { ...call.inputs, ...request.inputs } },
        },
        idempotencyKey: request.idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  async publish(
    caller: Caller,
    ref: string,
    name: string,
    request: PublishRequest,
  ): Promise<Accepted> {
    const meta = { service: ref, release: name };
    return this.access.audited(caller, 'publish', meta, async () => {
      const binding = await this.ownBinding(caller, ref);
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      const release = await requireRelease(this.stores, binding, name);
      refuseUnpublishable(release);
      await this.requireSignOff(binding, release, request);
      const operation = newOperation(binding, 'publish', await this.now(), {
        ...askedBy(caller),
        label: release.tag,
        message: `Publishing ${release.tag}`,
        releaseId: release.id,
        artifact: release.artifact,
        artifactKey: release.artifactKey,
        commit: release.commit,
        reason: request.reason ?? null,
        steps: oneStep(`Publish ${release.tag}`),
        result: { hostId: release.hostId },
        idempotencyKey: request.idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  /** Publishing is the sign-off: what was tried must be what is published, or somebody says why. */
  private async requireSignOff(
    binding: Binding,
    release: ReleaseRecord,
    request: PublishRequest,
  ): Promise<void> {
    const [first] = [...binding.environments].sort((a, b) => a.rank - b.rank);
    const record = await this.stores.environments.get(
      binding.service.ref,
      first.id,
    );
    const configured = record?.observation?.configured;
    const proven =
      configured && artifactKey(configured) === release.artifactKey;
    if (!proven && !request.reason) {
      throw badField(
        'reason',
        `${first.title ?? first.id} does not run exactly this digest; say why it may be published all the same`,
      );
    }
  }

  private async ownBinding(caller: Caller, ref: string): Promise<Binding> {
    await this.access.requireRead(caller, ref);
    const service = await requireService(this.stores, ref);
    const binding = requireBinding(service);
    await this.access.requireRelease(caller, binding);
    if (binding.mode !== 'enforce') {
      throw refuse(
        `mode-${binding.mode}`,
        `The flow is in ${binding.mode} mode: it shows and does not act.`,
      );
    }
    return binding;
  }

  private async now(): Promise<string> {
    return (await this.stores.now()).toISOString();
  }
}

function refuseUnpublishable(release: ReleaseRecord): void {
  if (release.state !== 'draft') {
    throw refuse('already-published', `${release.tag} is published already.`);
  }
  if (release.problem || !release.artifact) {
    throw refuse(
      release.problem?.code ?? 'no-digest',
      release.problem?.message ?? `${release.tag} names no digest yet.`,
    );
  }
  if (release.rejected) {
    throw refuse(
      'rejected',
      `${release.tag} was rejected: ${release.rejected.reason}`,
    );
  }
}
