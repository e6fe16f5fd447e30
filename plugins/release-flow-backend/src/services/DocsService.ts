import { NotAllowedError } from '@backstage/errors';
import type {
  Accepted,
  Docs,
  DocsPublishRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import { newOperation, newOperationId } from '../policy/newOperation';
import { promotionScope, resolveCall } from '../policy/plan';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnforced, requireService } from './lookups';
import { askedBy, buildSubject, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { refuse } from './refuse';
import { docsView } from './views/docsView';

/** The docs site: what it reflects, and publishing it by hand. */
export class DocsService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  /** From the database alone. */
  async view(caller: Caller, ref: string): Promise<Docs> {
    await this.access.requireRead(caller, ref);
    const { stores } = this;
    const binding = requireBinding(await requireService(stores, ref));
    const key = repositoryKey(binding.repository);
    const { docs } = binding;
    const [runs, releases, repository, operations, can] = await Promise.all([
      docs ? stores.runs.list(key, { workflow: docs.workflow, limit: 50 }) : [],
      stores.releases.ofService(ref, { limit: 100 }),
      stores.repositories.get(key),
      this.operationsOf(ref),
      this.canPublish(caller, binding),
    ]);
    return docsView({ binding, runs, releases, repository, operations, can });
  }

  async publish(
    caller: Caller,
    ref: string,
    request: DocsPublishRequest,
  ): Promise<Accepted> {
    const meta = { service: ref };
    return this.access.audited(caller, 'publish-docs', meta, async () => {
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(this.stores, ref));
      await this.access.requireRelease(caller, binding);
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      const { docs } = binding;
      if (!docs) {
        throw refuse(
          'no-docs',
          `The flow ${binding.flow.title} declares no docs.`,
        );
      }
      requireEnforced(binding);
      const [open] = (await this.operationsOf(ref)).filter(
        ({ finishedAt }) => !finishedAt,
      );
      if (open) {
        throw refuse(
          'already-running',
          `The docs are being published already, asked for by ${open.requestedBy}. Wait for its end.`,
        );
      }
      const id = newOperationId();
      const call = resolveCall(
        docs,
        promotionScope(binding, undefined, buildSubject(id, null, null)),
      );
      const now = (await this.stores.now()).toISOString();
      const operation = newOperation(binding, 'docs-publish', now, {
        ...askedBy(caller),
        id,
        label: docs.workflow,
        message: `Dispatching ${docs.workflow}`,
        reason: request.reason ?? null,
        steps: oneStep(`Run ${docs.workflow}`),
        result: { call },
        idempotencyKey: request.idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  private operationsOf(service: string): Promise<OperationRecord[]> {
    const kind = 'docs-publish';
    return this.stores.operations.list({ service, kind, limit: 50 });
  }

  private async canPublish(
    caller: Caller,
    binding: Binding,
  ): Promise<Docs['can']> {
    if (binding.mode !== 'enforce') {
      return { possible: false, message: `The flow only ${binding.mode}s` };
    }
    try {
      await this.access.requireRelease(caller, binding);
      return { possible: true, message: null };
    } catch (error) {
      if (!(error instanceof NotAllowedError)) throw error;
      return { possible: false, message: error.message };
    }
  }
}
