import type { Stores } from '../database';
import { renderFlowDocument, type DocumentWords } from '../policy/document';
import type { Access, Caller } from './Access';
import { requireBinding, requireService } from './lookups';
import { badField, notFound } from './refuse';
import { requireVisibleFlow } from './visibleFlow';

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
    const { flow } = await requireVisibleFlow(
      this.stores,
      this.access,
      caller,
      ref,
    );
    const { title, spec, error } = flow;
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
