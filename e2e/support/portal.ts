import { rm } from 'node:fs/promises';
import { startBackend, urlOf } from '../../scripts/lib/backend.mjs';
import { startCloud } from '../../scripts/lib/cloud.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { findFreeBase, portsFrom } from '../../scripts/lib/ports.mjs';
import { stop } from '../../scripts/lib/processes.mjs';
import { CloudControl } from './CloudControl';
import { RestSession } from './RestSession';

const FIRST_PORT = 25_000;
const PORTS_PER_WORKER = 2_000;

export interface PortalOptions {
  /** Of its data folder. */
  name: string;
  /** Configuration files beside those of the sample portal. */
  configs?: string[];
  env?: Record<string, string>;
  /** How many times faster than real the local cloud works. */
  clockScale?: number;
}

/** A process as `scripts/lib/processes.mjs` hands it out. */
interface Handle {
  child: { pid?: number };
  exited: Promise<unknown>;
}

/** A portal without pages, and its local cloud, at ports and with data of their own. */
export class Portal {
  readonly url: string;
  readonly githubUrl: string;
  readonly control: CloudControl;
  private readonly sessions = new Map<string, Promise<RestSession>>();
  private backend: Handle | undefined;

  private constructor(
    ports: ReturnType<typeof portsFrom>,
    private readonly cloud: Handle,
    private readonly startAgain: () => Promise<Handle>,
  ) {
    this.url = urlOf(ports.portal);
    this.githubUrl = urlOf(ports.cloud);
    this.control = new CloudControl(urlOf(ports.cloud + 5));
  }

  static async start(options: PortalOptions): Promise<Portal> {
    const data = `.local/rest/${options.name}`;
    process.env.RELEASE_FLOW_DATA = data;
    await rm(inRoot(data), { recursive: true, force: true });
    const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
    const base = await findFreeBase(FIRST_PORT + worker * PORTS_PER_WORKER);
    const ports = portsFrom(base);
    const tools = {
      node: process.execPath,
      env: {
        ...process.env,
        LOCAL_CLOUD_CLOCK_SCALE: String(options.clockScale ?? 10),
        ...options.env,
      },
    };
    const configs = ['e2e/rest/app-config.yaml', ...(options.configs ?? [])];
    const cloud = await startCloud(tools, ports);
    const portal = new Portal(ports, cloud, () =>
      startBackend(tools, ports, {
        configs: configs.map(file => inRoot(file)),
        dev: false,
      }),
    );
    try {
      await portal.restart();
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  /** Starts the backend after `kill`. People stay signed in. */
  async restart(): Promise<void> {
    this.backend = await this.startAgain();
  }

  /** Ends the backend as a crash does: at once, with nothing tidied up. */
  async kill(): Promise<void> {
    const { child, exited } = this.backend!;
    process.kill(-child.pid!, 'SIGKILL');
    await exited;
    this.backend = undefined;
  }

  async stop(): Promise<void> {
    if (this.backend) await stop(this.backend);
    await stop(this.cloud);
  }

  /** A person's session, the same one each time. */
  as(login: string): Promise<RestSession> {
    const known = this.sessions.get(login);
    if (known) return known;
    const session = RestSession.signIn(this.url, login);
    this.sessions.set(login, session);
    return session;
  }
}
