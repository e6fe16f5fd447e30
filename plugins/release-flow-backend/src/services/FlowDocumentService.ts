import { NotAllowedError } from '@backstage/errors';
import type { FlowRecord, Stores } from '../database';
import { renderFlowDocument, type DocumentWords } from '../policy/document';
import type { Access, Caller } from './Access';
import { requireBinding, requireService } from './lookups';
import { badField, notFound } from './refuse';
import { visibleServices } from './visibility';

/** Flows as documents, for those who may see the flow. */
export class FlowDocumentService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly words: DocumentWords,
  ) {}

  async document(
    caller: Caller,
    ref: string,
    service?: string,
  ): Promise<string> {
    const { title, spec, error } = await this.visible(caller, ref);
    if (!spec) {
      throw notFound(
        'broken-flow',
        `${ref} can't be read, so there is no document of it: ${error?.field}: ${error?.message}`,
      );
    }
    const binding = service
      ? await this.bindingOf(caller, ref, service)
      : undefined;
    return renderFlowDocument({ title, spec, binding, words: this.words });
  }

  /** Who may see only some services sees the flows of these, as in the list of flows. */
  private async visible(caller: Caller, ref: string): Promise<FlowRecord> {
    const visible = visibleServices(await this.access.readFilter(caller));
    const restrict = visible === 'all' ? undefined : visible;
    const [flow, services] = await Promise.all([
      this.stores.flows.get(ref),
      restrict ? this.stores.services.count({ flow: ref, restrict }) : 1,
    ]);
    if (services === 0) {
      throw new NotAllowedError(
        `You may not see ${ref}: no service that you may see is bound to it.`,
      );
    }
    if (!flow) {
      throw notFound(
        'unknown-flow',
        `There is no flow ${ref}. GET /flows lists those there are.`,
      );
    }
    return flow;
  }

  private async bindingOf(caller: Caller, flow: string, ref: string) {
    await this.access.requireRead(caller, ref);
    const binding = requireBinding(await requireService(this.stores, ref));
    if (binding.flow.ref !== flow) {
      throw badField(
        'service',
        `${ref} is bound to ${binding.flow.ref}, not to ${flow}`,
      );
    }
    return binding;
  }
}
