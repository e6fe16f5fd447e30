import { toError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { GithubDeploymentRecord } from '../database/GithubDeploymentStore';
import type { OperationRecord } from '../database';
import { environmentOf, type Binding } from '../policy/binding';
import { githubState, isDoneBefore } from '../policy/githubDeployment';
import { after, backoffMs } from './backoff';
import type { EngineContext } from './context';

const LOOK_AGAIN_MS = 10_000;
/** After this many failures nobody reads it any more. */
const GIVES_UP_AFTER = 50;

/**
 * Tells GitHub of promotions that no job of GitHub's carries out. Nothing waits for it: what can't
 * be told now is told later, and a promotion never knows.
 */
export class DeploymentTeller {
  constructor(private readonly context: EngineContext) {}

  async run(record: GithubDeploymentRecord, token: string): Promise<void> {
    const { stores, logger } = this.context;
    const now = await stores.now();
    try {
      const change = await this.tell(record, token, now);
      await stores.githubDeployments.note(record, token, {
        failures: 0,
        error: null,
        ...change,
      });
    } catch (error) {
      const failures = record.failures + 1;
      const { message } = toError(error);
      if (failures === 1) logger.warn(`GitHub was not told: ${message}`);
      await stores.githubDeployments.note(record, token, {
        failures,
        error: message,
        dueAt:
          failures < GIVES_UP_AFTER
            ? after(now, backoffMs(failures, error))
            : null,
      });
    } finally {
      await stores.githubDeployments.release(record, token);
    }
  }

  private async tell(
    record: GithubDeploymentRecord,
    token: string,
    now: Date,
  ): Promise<Partial<GithubDeploymentRecord>> {
    const { stores, settings } = this.context;
    const later = { dueAt: after(now, LOOK_AGAIN_MS) };
    const operation = await stores.operations.get(record.operationId);
    const service = await stores.services.get(record.serviceRef);
    const binding = operation?.memory.bound ?? service?.binding;
    if (!operation?.commit || !binding) return { dueAt: null };
    if (settings.effects === 'disabled') return later;
    const isSuperseded = await stores.githubDeployments.isSuperseded(record);
    const state = githubState(operation.state, isSuperseded);
    // Jobs of GitHub make theirs while they run: before, nobody knows whether they do.
    if (!state || (!record.hostId && !isDoneBefore(operation))) return later;
    const hostId =
      record.hostId ?? (await this.made(record, token, operation, binding));
    if (hostId === 'elsewhere') return { said: 'elsewhere', dueAt: null };
    if (!hostId) return { dueAt: after(now, settings.sendWithinMs) };
    if (state !== record.said) {
      await this.say(record, hostId, operation, binding, state);
    }
    if (state === 'success') {
      await stores.githubDeployments.markEarlierDue(record, now.toISOString());
    }
    const dueAt = state === 'in_progress' ? later.dueAt : null;
    return { hostId, said: state, dueAt };
  }

  /** Its id; `undefined` while it is not known what became of a call. */
  private async made(
    record: GithubDeploymentRecord,
    token: string,
    operation: OperationRecord,
    binding: Binding,
  ): Promise<string | undefined> {
    const { stores, providers, settings } = this.context;
    const { hostDeployments } = providers;
    const now = await stores.now();
    const sentAt = record.sentAt ? Date.parse(record.sentAt) : undefined;
    if (sentAt && now.getTime() - sentAt < settings.sendWithinMs) {
      return undefined;
    }
    const environment = environmentOf(binding, record.environment);
    const wish = {
      environment:
        environment?.github?.environments?.[0]?.name ?? record.environment,
      sha: operation.commit!,
      promotion: operation.id,
    };
    const found = await hostDeployments.find(
      binding.repository,
      wish,
      this.within(),
    );
    if (found.own) return found.own;
    const isTold = found.others.some(
      ({ createdAt }) =>
        Date.parse(createdAt) >= Date.parse(record.createdAt) - 60_000,
    );
    if (isTold) return 'elsewhere';
    const isMine = await stores.githubDeployments.note(record, token, {
      sentAt: now.toISOString(),
    });
    if (!isMine) return undefined;
    try {
      return await hostDeployments.create(
        binding.repository,
        {
          ...wish,
          description: `${operation.label} to ${record.environment}, promotion ${operation.number}`,
          isProduction: operation.tier === 'production',
        },
        this.within(),
      );
    } catch (error) {
      const isUnknown =
        error instanceof ProviderError && error.trouble === 'unknown-outcome';
      if (!isUnknown) {
        await stores.githubDeployments.note(record, token, { sentAt: null });
      }
      throw error;
    }
  }

  private async say(
    record: GithubDeploymentRecord,
    hostId: string,
    operation: OperationRecord,
    binding: Binding,
    state: NonNullable<ReturnType<typeof githubState>>,
  ): Promise<void> {
    const { hostDeployments } = this.context.providers;
    const { appUrl } = this.context.settings;
    const { repository } = binding;
    // A status whose answer was lost may be there already.
    if (record.failures > 0) {
      const now = await hostDeployments.stateOf(
        repository,
        hostId,
        this.within(),
      );
      if (now === state) return;
    }
    const [environmentUrl] = Object.values(
      environmentOf(binding, record.environment)?.urls ?? {},
    );
    await hostDeployments.say(
      repository,
      hostId,
      {
        state,
        description: operation.message,
        environmentUrl,
        logUrl: appUrl && `${appUrl}/release-flow/promotions/${operation.id}`,
      },
      this.within(),
    );
  }

  private within() {
    return {
      signal: AbortSignal.timeout(this.context.settings.readTimeoutMs),
    };
  }
}
