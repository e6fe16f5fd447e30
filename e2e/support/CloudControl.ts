/** A site as the local cloud sums it up. */
export interface Site {
  name: string;
  healthy: boolean;
  configuredDigest: string;
  liveDigest: string | null;
  liveVersion: string | null;
  starting: boolean;
  settings: Record<string, string>;
  /** How often it was set to another image since the cloud's start. */
  changes: number;
}

export interface Fault {
  service: 'github' | 'arm' | 'registry' | 'sites' | 'identity';
  match?: string;
  method?: string;
  status?: number;
  latencyMs?: number;
  drop?: boolean;
  after?: boolean;
  retryAfter?: number;
  times?: number;
  /** How likely it strikes a request that it matches; always when absent. */
  chance?: number;
}

/** A fault as it stands, with what it did so far. */
export type StandingFault = Fault & { struck: number };

/** The local cloud's own controls: what really runs, and what goes wrong. */
export class CloudControl {
  constructor(private readonly url: string) {}

  state() {
    return this.call('GET', '/state');
  }

  async site(name: string): Promise<Site> {
    const { sites } = await this.state();
    return sites.find((site: Site) => site.name === name);
  }

  async changesOf(site: string): Promise<number> {
    return (await this.site(site)).changes;
  }

  async repository(name: string) {
    const { repositories } = await this.state();
    return repositories.find((repo: { name: string }) => repo.name === name);
  }

  async release(repo: string, tag: string) {
    const { releases } = await this.repository(repo);
    return releases.find((release: { tag: string }) => release.tag === tag);
  }

  async runsOf(repo: string, file: string): Promise<any[]> {
    const { runs } = await this.repository(repo);
    return runs.filter((run: { file: string }) => run.file === file);
  }

  /** Faults that still wait for a request to strike. */
  faultsLeft(): Promise<StandingFault[]> {
    return this.call('GET', '/faults');
  }

  breakWith(...faults: Fault[]) {
    return this.call('POST', '/faults', faults);
  }

  mend() {
    return this.call('DELETE', '/faults');
  }

  async call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }
}
