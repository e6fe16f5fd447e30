import type {
  Accepted,
  Plan,
  RunbookRequest,
  Runbooks,
  RunbookSpec,
} from 'backstage-plugin-release-flow-common';
import type { FactSources } from '../facts/gatherFacts';
import { knownMigrations, readMigrations } from '../facts/migrations';
import { planAsked } from '../facts/operationPlan';
import { waitsUntil } from '../policy/expiry';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { LookupError } from '../policy/lookups';
import { newOperation, newOperationId } from '../policy/newOperation';
import { inputProblem } from '../policy/operationPlan';
import { planHash } from '../policy/plan';
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
import { badField, notFound, refuse } from './refuse';
import { runbookViews } from './views/runbookView';

/** A person waits for the answer. */
const READ_TIMEOUT_MS = 5_000;

/** Guided ways out of known situations. */
export class RunbookService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly audience: Audience,
    private readonly writer: OperationWriter,
  ) {}

  /** From the database alone. */
  async list(caller: Caller, ref: string): Promise<Runbooks> {
    await this.access.requireRead(caller, ref);
    const { stores } = this.sources;
    const service = await requireService(stores, ref);
    const reads = await this.access.environmentReads(caller);
    const binding = reads.within(service, requireBinding(service));
    const [operations, records, hints] = await Promise.all([
      stores.operations.list({ service: ref, kind: 'runbook', limit: 100 }),
      stores.environments.ofServices([ref]),
      this.audience.hints(caller, binding),
    ]);
    const migrations = new Map<string, string[] | undefined>();
    const asked = (binding.runbooks ?? [])
      .filter(({ onlyWithMigrations }) => onlyWithMigrations)
      .flatMap(({ environments }) => environments);
    for (const id of new Set(asked)) {
      if (!reads.allows(service, id)) continue;
      migrations.set(id, await knownMigrations(stores, binding, id));
    }
    return runbookViews({
      binding,
      operations,
      migrations,
      current: await stores.deployments.byIds(
        records.flatMap(({ deploymentId }) => deploymentId ?? []),
      ),
      mayOperate: environment => hints.mayAct(environment, 'operate'),
    });
  }

  async run(
    caller: Caller,
    ref: string,
    id: string,
    request: RunbookRequest,
  ): Promise<Accepted> {
    const { environment: to, inputs, reason } = request;
    const meta = { service: ref, environment: to, runbook: id };
    return this.access.audited(caller, 'run-runbook', meta, async () => {
      await this.access.requireRead(caller, ref);
      const { stores } = this.sources;
      const binding = requireBinding(await requireService(stores, ref));
      const runbook = requireRunbook(binding, id);
      const environment = requireEnvironment(binding, to);
      if (!runbook.environments.includes(to)) {
        throw badField(
          'environment',
          `'${runbook.title}' is for ${runbook.environments.join(', ')}`,
        );
      }
      await this.access.requireAct(caller, binding, environment, 'operate');
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      requireEnforced(binding);
      const problem = inputProblem(runbook.inputs ?? {}, inputs);
      if (problem) throw badField(problem.field, problem.message);
      await this.requireOffered(binding, environment, runbook);
      const operationId = newOperationId();
      const asked = { runbook: id, inputs };
      const plan = await this.planOf(binding, environment, operationId, asked);
      const now = (await stores.now()).toISOString();
      const operation = newOperation(binding, 'runbook', now, {
        ...askedBy(caller),
        id: operationId,
        environment: environment.id,
        tier: environment.tier,
        label: runbook.title,
        message: 'Gates are being checked',
        reason,
        plan,
        planHash: planHash(plan),
        steps: oneStep(whatRuns(plan)),
        result: { asked },
        expiresAt: waitsUntil(plan, now),
        idempotencyKey: request.idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }

  private async requireOffered(
    binding: Binding,
    environment: BoundEnvironment,
    runbook: RunbookSpec,
  ): Promise<void> {
    const { stores, providers } = this.sources;
    const title = environment.title ?? environment.id;
    if (!runbook.run) {
      throw refuse(
        'only-guides',
        `'${runbook.title}' runs nothing: do its steps by hand.`,
      );
    }
    const open = await stores.operations.openOfService(binding.service.ref);
    const same = open.find(
      ({ kind, environment: of }) =>
        kind === 'runbook' && of === environment.id,
    );
    if (same) {
      throw refuse(
        'already-open',
        `'${same.label}' is ${same.state} in ${title}. Wait for its end, or cancel it.`,
      );
    }
    if (!runbook.onlyWithMigrations) return;
    const migrations = await readMigrations(
      stores,
      providers.codeHost,
      binding,
      environment.id,
      {
        signal: AbortSignal.timeout(READ_TIMEOUT_MS),
        now: (await stores.now()).toISOString(),
      },
    );
    if (migrations.length === 0) {
      throw refuse(
        'no-migrations',
        `No migration lies between the last two deployments to ${title}, so there is none to take back.`,
      );
    }
  }

  private async planOf(
    binding: Binding,
    environment: BoundEnvironment,
    id: string,
    asked: { runbook: string; inputs: Record<string, string> },
  ): Promise<Plan> {
    const { stores } = this.sources;
    try {
      return (await planAsked(stores, binding, environment, id, asked))!;
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      const [head, name] = error.lookup.split('.');
      if (head === 'input') throw badField(`inputs.${name}`, error.message);
      throw refuse('look-up-failed', error.message);
    }
  }
}

function requireRunbook(binding: Binding, id: string): RunbookSpec {
  const known = binding.runbooks ?? [];
  const runbook = known.find(candidate => candidate.id === id);
  if (runbook) return runbook;
  throw notFound(
    'unknown-runbook',
    `The flow ${binding.flow.title} has no runbook '${id}'; it has ${known.map(each => each.id).join(', ') || 'none'}.`,
  );
}

function whatRuns({ deployer }: Plan): string {
  return deployer.by === 'task'
    ? `Run ${(deployer.command as string[]).join(' ')}`
    : `Run ${deployer.workflow}`;
}
