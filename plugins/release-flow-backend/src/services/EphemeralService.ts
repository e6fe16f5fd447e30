import { ServiceUnavailableError } from '@backstage/errors';
import type {
  Accepted,
  EphemeralBuildRequest,
  Preflight,
  PreflightRequest,
} from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { FactSources } from '../facts/gatherFacts';
import { verificationTitle } from '../facts/verificationTitle';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { resolveText } from '../policy/lookups';
import {
  newOperation,
  newOperationId,
  promotionFields,
} from '../policy/newOperation';
import {
  makePlan,
  planHash,
  promotionScope,
  resolveCall,
} from '../policy/plan';
import type { Refusal } from '../policy/refusals';
import { stepsOf } from '../policy/steps';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { askedBy, buildSubject, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, notFound, refuse } from './refuse';

const READ_TIMEOUT_MS = 5_000;

/** Trying a branch: a build that can't enter the promotion path. */
export class EphemeralService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async build(
    caller: Caller,
    ref: string,
    request: EphemeralBuildRequest,
  ): Promise<Accepted> {
    const { stores } = this.sources;
    const meta = { service: ref, ref: request.ref };
    return this.access.audited(caller, 'build-ephemeral', meta, async () => {
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(stores, ref));
      const environment = request.environment
        ? requireEnvironment(binding, request.environment)
        : undefined;
      const [refusal] = refusalsOf(binding, environment);
      const authority =
        environment ??
        binding.environments.find(({ accepts }) =>
          accepts.includes('ephemeral'),
        );
      if (refusal || !authority) {
        throw refuse(
          refusal?.code ?? 'ephemeral-not-accepted',
          refusal?.message ?? 'No environment accepts ephemeral builds.',
        );
      }
      await this.access.requireAct(caller, binding, authority, 'ephemeral');
      const before = await this.writer.earlier(
        caller,
        ref,
        request.idempotencyKey,
      );
      if (before) return before;
      const commit = await this.pin(binding, request.ref);
      return environment
        ? this.deploy(caller, binding, environment, request, commit)
        : this.buildOnly(caller, binding, request, commit);
    });
  }

  /** What a build would do in an environment; the branch is looked up, nothing is sent. */
  async preflight(
    binding: Binding,
    environment: BoundEnvironment,
    request: PreflightRequest,
  ): Promise<Preflight> {
    if (!request.ref) throw badField('ref', 'name the branch to build');
    const refusals = refusalsOf(binding, environment);
    const commit =
      refusals.length === 0 ? await this.pin(binding, request.ref) : null;
    const base = await this.baseOf(binding, environment);
    const plan = commit
      ? makePlan(binding, environment, {
          ...buildSubject(newOperationId(), request.ref, commit),
          base: base ?? null,
        })
      : undefined;
    return {
      environment: environment.id,
      intent: 'ephemeral',
      label: request.ref,
      allowed: refusals.length === 0,
      refusals,
      warnings: [],
      gates: [],
      steps: plan
        ? stepsOf(plan, environment, verificationTitle(this.sources.providers))
        : [],
      base: base ? { label: base.label, artifact: base.artifact } : null,
      artifact: null,
      compare: null,
      needsReason: false,
      emergency: {
        possible: false,
        message: 'A branch is no emergency; merge it and run a release',
      },
      onFailure: { action: 'stop', label: null },
      planHash: plan ? planHash(plan) : '',
      proposedVersion: null,
    };
  }

  private async deploy(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
    request: EphemeralBuildRequest,
    commit: string,
  ): Promise<Accepted> {
    const { stores, providers } = this.sources;
    const id = newOperationId();
    const base = await this.baseOf(binding, environment);
    const plan = makePlan(binding, environment, {
      ...buildSubject(id, request.ref, commit),
      base: base ?? null,
    });
    const now = (await stores.now()).toISOString();
    const operation = newOperation(binding, 'promotion', now, {
      ...promotionFields(
        environment,
        'ephemeral',
        plan,
        planHash(plan),
        stepsOf(plan, environment, verificationTitle(providers)),
        null,
      ),
      ...askedBy(caller),
      id,
      label: request.ref,
      message: 'Gates are being checked',
      commit,
      gitRef: request.ref,
      reason: request.reason ?? null,
      base: base ? { label: base.label, artifact: base.artifact } : null,
      idempotencyKey: request.idempotencyKey ?? null,
    });
    return this.writer.create(caller, operation);
  }

  private async buildOnly(
    caller: Caller,
    binding: Binding,
    request: EphemeralBuildRequest,
    commit: string,
  ): Promise<Accepted> {
    const call = binding.source.ephemeral!;
    const id = newOperationId();
    const subject = buildSubject(id, request.ref, commit);
    const scope = promotionScope(binding, undefined, subject);
    const now = (await this.sources.stores.now()).toISOString();
    const operation = newOperation(binding, 'ephemeral-build', now, {
      ...askedBy(caller),
      id,
      label: request.ref,
      message: `Building ${request.ref}`,
      commit,
      gitRef: request.ref,
      reason: request.reason ?? null,
      steps: oneStep(`Run ${call.workflow}`),
      result: {
        call: resolveCall(call, scope),
        imageTag: resolveText(call.tag, scope, 'tag'),
      },
      idempotencyKey: request.idempotencyKey ?? null,
    });
    return this.writer.create(caller, operation);
  }

  private async baseOf(binding: Binding, environment: BoundEnvironment) {
    const { stores } = this.sources;
    const record = await stores.environments.get(
      binding.service.ref,
      environment.id,
    );
    return record?.deploymentId
      ? stores.deployments.get(record.deploymentId)
      : undefined;
  }

  /** The commit a branch names now; what moves is pinned when it is asked for. */
  private async pin(binding: Binding, ref: string): Promise<string> {
    try {
      const commit = await this.sources.providers.codeHost.resolveCommit(
        binding.repository,
        ref,
        { signal: AbortSignal.timeout(READ_TIMEOUT_MS) },
      );
      if (commit) return commit.sha;
    } catch (error) {
      if (error instanceof ProviderError && error.isTransient) {
        throw new ServiceUnavailableError(
          `The branch can't be pinned, since GitHub does not answer: ${error.message}`,
        );
      }
      throw error;
    }
    throw notFound(
      'unknown-ref',
      `${binding.repository.slug} has no branch, tag or commit '${ref}'.`,
    );
  }
}

function refusalsOf(
  binding: Binding,
  environment: BoundEnvironment | undefined,
): Refusal[] {
  const { flow, mode, source } = binding;
  const refusals: Refusal[] = [];
  if (!source.ephemeral) {
    refusals.push({
      code: 'no-ephemeral-workflow',
      message: `The flow ${flow.title} declares no workflow that builds a branch.`,
    });
  }
  if (environment && !environment.accepts.includes('ephemeral')) {
    refusals.push({
      code: 'ephemeral-not-accepted',
      message: `${environment.title ?? environment.id} does not accept ephemeral builds. Merge the branch and run a release.`,
    });
  }
  if (mode !== 'enforce') {
    refusals.push({
      code: `mode-${mode}`,
      message: `The flow is in ${mode} mode: it shows and does not act.`,
    });
  }
  return refusals;
}
