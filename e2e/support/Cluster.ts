import { rm } from 'node:fs/promises';
import { startBackend, urlOf } from '../../scripts/lib/backend.mjs';
import { catalogFor } from '../../scripts/lib/catalog.mjs';
import { startCloud } from '../../scripts/lib/cloud.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { findFreeBase, portsFrom } from '../../scripts/lib/ports.mjs';
import { stop } from '../../scripts/lib/processes.mjs';
import { CloudControl } from './CloudControl';
import { dropOwnTables } from './database';
import { addServices } from './moreServices';
import { Replica, type Build, type Handle } from './Replica';
import { RestSession } from './RestSession';

const FIRST_PORT = 18_000;
/** Who signs in at the start, since nobody can while everything breaks. */
const PEOPLE = ['ada', 'ben', 'mona', 'lars', 'raj'];

export interface ClusterOptions {
  /** Of its data folder. */
  name: string;
  /** Of a PostgreSQL server. */
  postgres: string;
  /** Configuration files beside those of the sample portal. */
  configs: string[];
  replicas: number;
  /** Names of services beside those of the sample. */
  services: string[];
  /** Of what goes wrong at random. */
  seed: number;
}

/** Several backends over one PostgreSQL and one local cloud, without pages. */
export class Cluster {
  readonly control: CloudControl;
  readonly githubUrl: string;
  private readonly sessions = new Map<string, Promise<RestSession>>();

  private constructor(
    readonly replicas: Replica[],
    readonly databaseUrl: string,
    cloudPort: number,
    private readonly cloud: Handle,
  ) {
    this.githubUrl = urlOf(cloudPort);
    this.control = new CloudControl(urlOf(cloudPort + 5));
  }

  /** Starts the local cloud; no replica runs yet. */
  static async prepare(options: ClusterOptions): Promise<Cluster> {
    const data = `.local/${options.name}`;
    process.env.RELEASE_FLOW_DATA = data;
    await rm(inRoot(data), { recursive: true, force: true });
    const first = portsFrom(await findFreeBase(FIRST_PORT));
    const { hostname, port, username } = new URL(options.postgres);
    const prefix = `${options.name}_`;
    const tools = {
      node: process.execPath,
      env: {
        ...process.env,
        LOCAL_CLOUD_CLOCK_SCALE: '10',
        LOCAL_CLOUD_SERVICES: options.services.join(),
        LOCAL_CLOUD_SEED: String(options.seed),
        POSTGRES_HOST: hostname,
        POSTGRES_PORT: port,
        POSTGRES_USER: username,
        POSTGRES_PASSWORD: 'unused',
        RELEASE_FLOW_DATABASE_PREFIX: prefix,
      },
    };
    const cloud = await startCloud(tools, first);
    const catalog = catalogFor(first);
    await addServices(catalog, options.services);
    const configs = options.configs.map(file => inRoot(file));
    const replicas = Array.from({ length: options.replicas }, (_, index) => {
      const at = first.portal + index;
      const ports = { ...first, portal: at, backend: at };
      const name = `backend-${index + 1}`;
      const begin = ({ preload, name: build }: Partial<Build> = {}) =>
        startBackend(tools, ports, {
          ...{ configs, dev: false, catalog, preload },
          name: build ? `${name}-${build}` : name,
        });
      return new Replica(name, urlOf(at), begin);
    });
    const database = new URL(options.postgres);
    database.pathname = `/${prefix}release-flow`;
    return new Cluster(replicas, database.href, first.cloud, cloud);
  }

  get up(): Replica[] {
    return this.replicas.filter(replica => replica.isUp);
  }

  /**
   * Starts all replicas at the same moment, when Release Flow has no table yet. Those of Backstage's
   * plugins are there: whoever comes second to one of their migrations does not start at all.
   */
  async start(): Promise<void> {
    const [first] = this.replicas;
    await first.start();
    await first.end();
    await dropOwnTables(this.databaseUrl);
    await Promise.all(this.replicas.map(replica => replica.start()));
    await Promise.all(PEOPLE.map(login => this.as(login)));
  }

  /** A person's session at a replica; the sign-in at the first one counts at all of them. */
  async as(login: string, replica = this.up[0]): Promise<RestSession> {
    const known =
      this.sessions.get(login) ?? RestSession.signIn(this.up[0].url, login);
    this.sessions.set(login, known);
    return (await known).at(replica.url);
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map(replica => replica.end()));
    await stop(this.cloud);
  }
}
