import type {
  Accepted,
  BranchRequest,
} from 'backstage-plugin-release-flow-common';
import type { FactSources } from '../facts/gatherFacts';
import type { Binding } from '../policy/binding';
import { branchMatch, buildBranches } from '../policy/branches';
import { newOperation } from '../policy/newOperation';
import type { HostCommit } from '../providers/types';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnforced, requireService } from './lookups';
import { askedBy, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField } from './refuse';

const TIMEOUT_MS = 5_000;

/** Making the branches that a flow releases from. */
export class BranchService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async create(
    caller: Caller,
    ref: string,
    request: BranchRequest,
  ): Promise<Accepted> {
    const meta = { service: ref, branch: request.name };
    return this.access.audited(caller, 'create-branch', meta, async () => {
      await this.access.requireRead(caller, ref);
      const { stores } = this.sources;
      const binding = requireBinding(await requireService(stores, ref));
      await this.access.requireRelease(caller, binding);
      requireEnforced(binding);
      const { idempotencyKey, name, from, reason } = request;
      const before = await this.writer.earlier(caller, ref, idempotencyKey);
      if (before) return before;
      requireKnownName(binding, name);
      await this.refuseTaken(binding, name);
      const { sha } = await this.startOf(binding, from);
      const at = (await stores.now()).toISOString();
      const operation = newOperation(binding, 'branch', at, {
        ...askedBy(caller),
        label: name,
        message: `Making ${name} at ${sha.slice(0, 7)}`,
        commit: sha,
        gitRef: name,
        reason: reason ?? null,
        steps: oneStep(`Make ${name} from ${from} at ${sha.slice(0, 7)}`),
        result: {
          name,
          commit: sha,
          from,
          url: `${binding.repository.url}/tree/${name}`,
        },
        idempotencyKey: idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  private async refuseTaken(binding: Binding, name: string): Promise<void> {
    const heads = await this.sources.providers.codeHost.branches(
      binding.repository,
      [name],
      { signal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    if (heads.some(head => head.name === name)) {
      throw badField('name', `there is a branch ${name} already`);
    }
  }

  private async startOf(binding: Binding, from: string): Promise<HostCommit> {
    const commit = await this.sources.providers.codeHost.resolveCommit(
      binding.repository,
      from,
      { signal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    if (commit) return commit;
    throw badField(
      'from',
      `${binding.repository.slug} has no branch, tag or commit '${from}'`,
    );
  }
}

/** Nobody makes branches here that no flow would release from. */
function requireKnownName({ source, flow }: Binding, name: string): void {
  if (branchMatch(source, name)) return;
  const patterns = buildBranches(source);
  throw badField(
    'name',
    patterns.length === 0
      ? `the flow ${flow.title} releases from no branches`
      : `the flow ${flow.title} releases from ${patterns.join(', ')}`,
  );
}
