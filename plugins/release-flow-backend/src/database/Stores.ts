import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { AuditInput } from '../policy/audit';
import { AuditCheckpointStore } from './AuditCheckpointStore';
import { AuditStore } from './AuditStore';
import { AuditSummaryStore } from './AuditSummaryStore';
import { BuildStore } from './BuildStore';
import { ChecklistStore } from './ChecklistStore';
import { ClaimStore } from './ClaimStore';
import { ComparisonStore } from './ComparisonStore';
import { DecisionStore } from './DecisionStore';
import { DeploymentStore } from './DeploymentStore';
import { isPostgres } from './dialect';
import { DoctorStore } from './DoctorStore';
import { EffectStore } from './EffectStore';
import { EnvironmentStore } from './EnvironmentStore';
import { FlowStore } from './FlowStore';
import { FreezeStore } from './FreezeStore';
import { GithubDeploymentStore } from './GithubDeploymentStore';
import { LockStore } from './LockStore';
import { migrate } from './migrate';
import { OperationStore } from './OperationStore';
import { OverrideStore } from './OverrideStore';
import { PatchStore } from './PatchStore';
import { ReleaseStore } from './ReleaseStore';
import { RepositoryStore } from './RepositoryStore';
import { RunStore } from './RunStore';
import { RuntimeStore } from './RuntimeStore';
import { ServiceStore } from './ServiceStore';

/** Every store over one connection; inside `transaction` all of them share it. */
export class Stores {
  readonly audit: AuditStore;
  readonly auditCheckpoints: AuditCheckpointStore;
  readonly auditSummaries: AuditSummaryStore;
  readonly builds: BuildStore;
  readonly checklists: ChecklistStore;
  readonly claims: ClaimStore;
  readonly comparisons: ComparisonStore;
  readonly decisions: DecisionStore;
  readonly deployments: DeploymentStore;
  readonly doctor: DoctorStore;
  readonly effects: EffectStore;
  readonly environments: EnvironmentStore;
  readonly flows: FlowStore;
  readonly freezes: FreezeStore;
  readonly githubDeployments: GithubDeploymentStore;
  readonly locks: LockStore;
  readonly operations: OperationStore;
  readonly overrides: OverrideStore;
  readonly patches: PatchStore;
  readonly releases: ReleaseStore;
  readonly repositories: RepositoryStore;
  readonly runs: RunStore;
  readonly runtimes: RuntimeStore;
  readonly services: ServiceStore;

  /** @param pending - audit events that the transaction writes just before it commits */
  private constructor(
    readonly knex: Knex,
    private readonly pending?: AuditInput[],
  ) {
    this.audit = new AuditStore(knex, pending);
    this.auditCheckpoints = new AuditCheckpointStore(knex);
    this.auditSummaries = new AuditSummaryStore(knex);
    this.builds = new BuildStore(knex);
    this.checklists = new ChecklistStore(knex);
    this.claims = new ClaimStore(knex);
    this.comparisons = new ComparisonStore(knex);
    this.decisions = new DecisionStore(knex);
    this.deployments = new DeploymentStore(knex);
    this.doctor = new DoctorStore(knex);
    this.effects = new EffectStore(knex);
    this.environments = new EnvironmentStore(knex);
    this.flows = new FlowStore(knex);
    this.freezes = new FreezeStore(knex);
    this.githubDeployments = new GithubDeploymentStore(knex);
    this.locks = new LockStore(knex);
    this.operations = new OperationStore(knex);
    this.overrides = new OverrideStore(knex);
    this.patches = new PatchStore(knex);
    this.releases = new ReleaseStore(knex);
    this.repositories = new RepositoryStore(knex);
    this.runs = new RunStore(knex);
    this.runtimes = new RuntimeStore(knex);
    this.services = new ServiceStore(knex);
  }

  static async create(database: DatabaseService): Promise<Stores> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) await migrate(knex);
    return new Stores(knex);
  }

  /** The database's clock: one for all replicas. */
  async now(): Promise<Date> {
    if (isPostgres(this.knex)) {
      const { rows } = await this.knex.raw('select clock_timestamp() as now');
      return new Date(rows[0].now);
    }
    return new Date();
  }

  /** One transaction; its audit events are chained and stored when all other work is done. */
  transaction<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return this.knex.transaction(async trx => {
      const appended: AuditInput[] = [];
      const result = await work(new Stores(trx, appended));
      if (this.pending) this.pending.push(...appended);
      else await new AuditStore(trx).write(appended);
      return result;
    });
  }
}
