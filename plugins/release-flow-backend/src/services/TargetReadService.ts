import {
  artifactKey,
  type Artifact,
  type Earlier,
  type Logs,
  type LogsQuery,
  type PromotionGuide,
} from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import type { DeploymentRecord, OperationRecord, Stores } from '../database';
import type { FactSources } from '../facts/gatherFacts';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { provenHere } from '../policy/rollbackTargets';
import { stepCommands } from '../policy/stepCommands';
import { whatToCheck } from '../policy/whatToCheck';
import type { Access, Caller, EnvironmentAct } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { notFound } from './refuse';
import { deploymentView } from './views/deploymentView';

const TIMEOUT_MS = 15_000;

const SEARCHED_DEPLOYMENTS = 200;

const soon = () => ({ signal: AbortSignal.timeout(TIMEOUT_MS) });

/** What is read from a target only when somebody asks, and what to do by hand. */
export class TargetReadService {
  private readonly stores: Stores;

  constructor(
    private readonly sources: Pick<FactSources, 'stores' | 'providers'>,
    private readonly access: Access,
  ) {
    this.stores = sources.stores;
  }

  /** Lines of the app may tell more than anybody should see, so asking for them is an act. */
  async logs(
    caller: Caller,
    ref: string,
    id: string,
    query: LogsQuery,
  ): Promise<Logs> {
    const meta = { service: ref, environment: id };
    return this.access.audited(caller, 'logs', meta, async () => {
      const { environment, target } = await this.open(
        caller,
        ref,
        id,
        'operate',
      );
      const links = await this.logLinks(ref, id);
      const answer = (lines: Logs['lines'], message: string): Logs => ({
        environment: id,
        lines,
        message,
        links,
      });
      if (!target?.logs) {
        return answer(
          [],
          'This kind of target does not give its log here. Look at its own pages.',
        );
      }
      const read = target.logs(
        { config: environment.target, ...query },
        soon(),
      );
      return orTrouble(
        read.then(lines =>
          answer(lines, lines.length > 0 ? '' : 'Nothing was logged.'),
        ),
        message => answer([], message),
      );
    });
  }

  async earlier(caller: Caller, ref: string, id: string): Promise<Earlier> {
    const { binding, environment, target } = await this.open(
      caller,
      ref,
      id,
      'rollback',
    );
    if (!target?.earlier) {
      return {
        environment: id,
        message: 'This kind of target does not tell what it ran before.',
        items: [],
      };
    }
    const components = binding.artifacts.map(({ component }) => component);
    const request = { config: environment.target, components };
    return orTrouble(
      target.earlier(request, soon()).then(async found => ({
        environment: id,
        message: found.length > 0 ? '' : 'The target names nothing earlier.',
        items: await Promise.all(
          found.map(async ({ label, artifact, at }) => ({
            label,
            artifact,
            at: at ?? null,
            ...(await this.known(binding, environment, artifact)),
          })),
        ),
      })),
      message => ({ environment: id, message, items: [] }),
    );
  }

  async guide(caller: Caller, id: string): Promise<PromotionGuide> {
    const { stores } = this;
    const operation = await stores.operations.get(id);
    if (!operation || operation.kind !== 'promotion') {
      throw notFound('unknown-promotion', `There is no promotion '${id}'.`);
    }
    await this.access.requireReadIn(
      caller,
      operation.serviceRef,
      operation.environment,
    );
    const { binding } = await requireService(stores, operation.serviceRef);
    const environment = binding?.environments.find(
      candidate => candidate.id === operation.environment,
    );
    if (!binding || !environment) {
      const message = 'Its environment is not part of the flow any more.';
      return {
        commands: [],
        checks: [],
        logs: { possible: false, message },
      };
    }
    return {
      commands: operation.plan
        ? stepCommands({
            plan: operation.plan,
            repository: binding.repository,
            environment,
            commit: operation.commit,
          })
        : [],
      checks: await this.checks(operation, binding, environment),
      logs: await this.mayReadLogs(caller, binding, environment),
    };
  }

  private async checks(
    operation: OperationRecord,
    binding: Binding,
    environment: BoundEnvironment,
  ) {
    const [runtime, flow] = await Promise.all([
      this.stores.runtimes.get({
        serviceRef: operation.serviceRef,
        environment: environment.id,
      }),
      this.stores.flows.get(binding.flow.ref),
    ]);
    const manual = environment.deploy.manual;
    return whatToCheck({
      operation,
      environment,
      runtime,
      troubleshooting: flow?.spec?.troubleshooting ?? [],
      canRollBack: Boolean(manual && manual.by !== 'external'),
    });
  }

  private async mayReadLogs(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
  ): Promise<PromotionGuide['logs']> {
    const denial = await this.access.denial(
      caller,
      binding,
      environment,
      'operate',
    );
    return { possible: !denial, message: denial ?? '' };
  }

  /** Which of our deployments here it is. */
  private async known(
    binding: Binding,
    environment: BoundEnvironment,
    artifact: Artifact,
  ): Promise<Pick<Earlier['items'][number], 'deployment' | 'message'>> {
    const { stores } = this;
    const { ref } = binding.service;
    const isWhole = artifact.length === binding.artifacts.length;
    const found = isWhole
      ? await stores.deployments.ofArtifact(ref, artifactKey(artifact))
      : await stores.deployments.ofService(ref, {
          environment: environment.id,
          limit: SEARCHED_DEPLOYMENTS,
        });
    const ran = found.filter(
      record =>
        record.environment === environment.id &&
        contains(record.artifact, artifact),
    );
    const best = ran.find(provenHere) ?? ran[0];
    if (!best) {
      return {
        deployment: null,
        message: 'No deployment of it is known here, so it is not offered.',
      };
    }
    const others = best.artifact.filter(entry => !contains(artifact, [entry]));
    const names = others.map(({ component }) => component).join(', ');
    const said = (await this.rollbackOf(environment, best))?.message ?? '';
    const message =
      names && `Brings ${names} of ${best.label} with it. ${said}`;
    return {
      deployment: {
        id: best.id,
        label: best.label,
        verified: provenHere(best),
      },
      message: (message || said).trim(),
    };
  }

  private async rollbackOf(
    environment: BoundEnvironment,
    record: DeploymentRecord,
  ) {
    const { stores } = this;
    const here = await stores.environments.get(
      record.serviceRef,
      environment.id,
    );
    const [current, build, at] = await Promise.all([
      here?.deploymentId
        ? stores.deployments.get(here.deploymentId)
        : undefined,
      record.buildId ? stores.builds.get(record.buildId) : undefined,
      stores.now(),
    ]);
    const facts = { environment, current, build, now: at.toISOString() };
    return deploymentView(record, facts).rollback;
  }

  private async logLinks(ref: string, id: string): Promise<Logs['links']> {
    const record = await this.stores.runtimes.get({
      serviceRef: ref,
      environment: id,
    });
    const links = record?.reading?.runtime?.links ?? [];
    const logs = links.filter(({ title }) => /\blogs?\b/i.test(title));
    return logs.length > 0 ? logs : links;
  }

  private async open(
    caller: Caller,
    ref: string,
    id: string,
    act: EnvironmentAct,
  ): Promise<{
    binding: Binding;
    environment: BoundEnvironment;
    target: TargetProvider | undefined;
  }> {
    await this.access.requireRead(caller, ref);
    const binding = requireBinding(await requireService(this.stores, ref));
    const environment = requireEnvironment(binding, id);
    await this.access.requireAct(caller, binding, environment, act);
    const { targets } = this.sources.providers;
    return {
      binding,
      environment,
      target: targets.get(environment.target.type),
    };
  }
}

/** Whether every component of `some` is the same one in `artifact`. */
function contains(artifact: Artifact, some: Artifact): boolean {
  const keys = artifact.map(entry => artifactKey([entry]));
  return some.every(entry => keys.includes(artifactKey([entry])));
}

/** Trouble of the platform is an answer: its own pages may still be reached. */
async function orTrouble<T>(
  work: Promise<T>,
  answer: (message: string) => T,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProviderError) return answer(error.message);
    throw error;
  }
}
