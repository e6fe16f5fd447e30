import type {
  Accepted,
  Infrastructure,
  InfrastructureRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import { planAsked } from '../facts/operationPlan';
import { waitsUntil } from '../policy/expiry';
import {
  repositoryKey,
  type Binding,
  type BoundEnvironment,
} from '../policy/binding';
import { newOperation, newOperationId } from '../policy/newOperation';
import { planHash } from '../policy/plan';
import { classifyInfrastructureRuns } from '../policy/runs';
import type { Access, Caller } from './Access';
import type { Audience } from './Audience';
import {
  requireBinding,
  requireEnforced,
  requireEnvironment,
  requireService,
} from './lookups';
import { askedBy, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, refuse } from './refuse';
import { infrastructureView } from './views/infrastructureView';

const RUNS = 200;

/** Planning and applying infrastructure: each environment on its own, never by itself. */
export class InfrastructureService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly audience: Audience,
    private readonly writer: OperationWriter,
  ) {}

  /** From the database alone. */
  async view(caller: Caller, ref: string): Promise<Infrastructure> {
    await this.access.requireRead(caller, ref);
    const { stores } = this;
    const service = await requireService(stores, ref);
    const reads = await this.access.environmentReads(caller);
    const binding = reads.within(service, requireBinding(service));
    const key = repositoryKey(binding.repository);
    const runs = await this.runsOf(binding);
    const [head, records, operations, hints] = await Promise.all([
      stores.runs.newestPush(key, binding.source.branch),
      stores.environments.ofServices([ref]),
      this.operationsOf(ref),
      this.audience.hints(caller, binding),
    ]);
    const current = await stores.deployments.byIds(
      records.flatMap(({ deploymentId }) => deploymentId ?? []),
    );
    const comparisons = await stores.comparisons.among(key, [
      ...new Set([
        ...runs.map(({ sha }) => sha),
        ...current.flatMap(({ commit }) => commit ?? []),
        ...(head ? [head] : []),
      ]),
    ]);
    return infrastructureView({
      binding,
      runs,
      head,
      records,
      current,
      comparisons,
      operations,
      can: environment => {
        const may = hints.mayAct(environment, 'apply');
        const title = environment.title ?? environment.id;
        if (binding.mode !== 'enforce') {
          return { possible: false, message: `The flow only ${binding.mode}s` };
        }
        return {
          possible: may,
          message: may ? null : `You may not apply to ${title}`,
        };
      },
    });
  }

  async run(
    caller: Caller,
    ref: string,
    id: string,
    request: InfrastructureRequest,
  ): Promise<Accepted> {
    const { command } = request;
    const meta = { service: ref, environment: id, command };
    return this.access.audited(caller, 'infrastructure', meta, async () => {
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(this.stores, ref));
      const environment = requireEnvironment(binding, id);
      await this.access.requireAct(caller, binding, environment, 'apply');
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      requireEnforced(binding);
      const name = await this.requireIdle(binding, environment);
      const operationId = newOperationId();
      const asked = { infrastructure: command };
      const plan = (await planAsked(
        this.stores,
        binding,
        environment,
        operationId,
        asked,
      ))!;
      const { workflow } = binding.infrastructure!;
      const now = (await this.stores.now()).toISOString();
      const operation = newOperation(binding, 'infrastructure-apply', now, {
        ...askedBy(caller),
        id: operationId,
        environment: environment.id,
        tier: environment.tier,
        label: `Terraform ${command}`,
        message: `${command === 'apply' ? 'Applying' : 'Planning'} infrastructure of ${name}`,
        reason: request.reason ?? null,
        plan,
        planHash: planHash(plan),
        steps: oneStep(`Run ${workflow}: ${command} ${name}`),
        result: { asked },
        expiresAt: waitsUntil(plan, now),
        idempotencyKey: request.idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  /** One at a time for each environment: the workflow's name for it. */
  private async requireIdle(
    binding: Binding,
    { id, title = id }: BoundEnvironment,
  ): Promise<string> {
    const declared = binding.infrastructure;
    if (!declared || !Object.hasOwn(declared.environments, id)) {
      throw badField(
        'environment',
        `the flow declares no infrastructure for ${title}`,
      );
    }
    const name = declared.environments[id];
    const open = (await this.operationsOf(binding.service.ref)).find(
      operation => operation.environment === id && !operation.finishedAt,
    );
    if (open) {
      throw refuse(
        'already-running',
        `${open.label} for ${title} is ${open.state}: ${open.message}. Wait for its end.`,
      );
    }
    const { known } = classifyInfrastructureRuns(
      await this.runsOf(binding),
      declared,
    );
    const running = known.find(
      ({ environment, run }) =>
        environment === name && run.status !== 'completed',
    );
    if (running) {
      const now = (await this.stores.now()).toISOString();
      const key = repositoryKey(binding.repository);
      await this.stores.repositories.markDue(key, now);
      throw refuse(
        'already-running',
        `A ${running.command} for ${name} runs in GitHub already: ${running.run.url}. Wait for its end.`,
      );
    }
    return name;
  }

  private async runsOf({ repository, infrastructure }: Binding) {
    if (!infrastructure) return [];
    return this.stores.runs.list(repositoryKey(repository), {
      workflow: infrastructure.workflow,
      limit: RUNS,
    });
  }

  private operationsOf(service: string): Promise<OperationRecord[]> {
    const kind = 'infrastructure-apply';
    return this.stores.operations.list({ service, kind, limit: 50 });
  }
}
