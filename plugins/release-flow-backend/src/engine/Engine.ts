import { toError } from '@backstage/errors';
import { randomUUID } from 'crypto';
import { after } from './backoff';
import type { EngineContext } from './context';
import { DoctorRunner } from './DoctorRunner';
import { DeploymentTeller } from './DeploymentTeller';
import { EnvironmentObserver } from './EnvironmentObserver';
import { OperationRunner } from './OperationRunner';
import { RepositoryReader } from './RepositoryReader';

const TICK_MS = 1_000;
const BATCH = 8;

/**
 * The plugin's own loop, one in every replica. Rows are claimed with a lease, so replicas share the
 * work; what a killed one held is free again when its lease is over.
 */
export class Engine {
  private readonly operations: OperationRunner;
  private readonly repositories: RepositoryReader;
  private readonly doctor: DoctorRunner;
  private readonly environments: EnvironmentObserver;
  private readonly teller: DeploymentTeller;
  private readonly running = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly context: EngineContext) {
    this.operations = new OperationRunner(context);
    this.repositories = new RepositoryReader(context);
    this.doctor = new DoctorRunner(context);
    this.environments = new EnvironmentObserver(context);
    this.teller = new DeploymentTeller(context);
  }

  start(): void {
    this.schedule(0);
  }

  /** Lets what runs come to its next safe point. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.allSettled(this.running);
  }

  private schedule(ms: number) {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.tick()
        .catch(error =>
          this.context.logger.warn(
            `Could not look for work: ${toError(error).message}`,
          ),
        )
        .finally(() => this.schedule(TICK_MS * (0.75 + Math.random() / 2)));
    }, ms);
    this.timer.unref?.();
  }

  private async tick(): Promise<void> {
    const free = BATCH - this.running.size;
    if (free <= 0) return;
    const { stores, settings } = this.context;
    const lease = async (limit: number) => {
      const now = await stores.now();
      return {
        token: randomUUID(),
        now: now.toISOString(),
        until: after(now, settings.leaseMs),
        limit,
      };
    };
    const work = await lease(free);
    for (const operation of await stores.operations.claimDue(work)) {
      this.track(this.operations.run(operation, { token: work.token }));
    }
    const telling = await lease(2);
    for (const told of await stores.githubDeployments.claimDue(telling)) {
      this.track(this.teller.run(told, telling.token));
    }
    const reading = await lease(2);
    for (const repository of await stores.repositories.claimDue(reading)) {
      this.track(this.repositories.read(repository, reading.token));
    }
    const looking = await lease(4);
    for (const environment of await stores.environments.claimDue(looking)) {
      this.track(this.environments.look(environment, looking.token));
    }
    const comparing = await lease(1);
    const look = await this.doctor.claimDue(comparing);
    if (look) this.track(this.doctor.run(look, comparing.token));
  }

  private track(work: Promise<void>) {
    const tracked = work
      .catch(error =>
        this.context.logger.error(`Work failed: ${toError(error).stack}`),
      )
      .finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}
