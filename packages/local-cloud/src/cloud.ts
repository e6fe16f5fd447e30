import { RenderRecorder } from './conformance/renderRecorder';
import { RequestRecorder } from './conformance/requestRecorder';
import type { CloudState, LogEntry } from './state/cloudModel';
import type { Person, Repository } from './state/githubModel';

export interface CloudUrls {
  github: string;
  arm: string;
  registry: string;
  /** `host:port`, as it stands in image references. */
  registryHost: string;
  identity: string;
  /** Port of the sites; see `siteUrl`. */
  sitesPort: number;
  control: string;
  /** ECS, ECR, CloudWatch and its logs. */
  aws: string;
  /** Root of Render's API. */
  render: string;
  /** Port of Render, whose sites are below `render.localhost`. */
  renderPort: number;
}

const LOG_LIMIT = 5000;

/** The one thing every emulated service is handed: state, time, addresses. */
export class Cloud {
  urls!: CloudUrls;
  /** Decides whether a fault that is not certain strikes. */
  random: () => number = Math.random;
  /** Told after every change, to write the state. */
  onChange: () => void = () => {};

  /** What GitHub was asked, and whether GitHub documents it. */
  readonly recorder = new RequestRecorder();
  /** The same of Render. */
  readonly renderRecorder = new RenderRecorder();

  constructor(public state: CloudState) {}

  now(): number {
    return Date.now();
  }

  /** Runs ahead of `now` by what the control API advanced. */
  workNow(): number {
    return Date.now() + this.state.clock.advancedMs;
  }

  dueIn(seconds: number): number {
    return this.workNow() + (seconds * 1000) / this.state.clock.scale;
  }

  nextId(): number {
    this.state.nextId += 1;
    return this.state.nextId;
  }

  changed(): void {
    this.onChange();
  }

  siteUrl(site: string): string {
    return `http://${site}.localhost:${this.urls.sitesPort}`;
  }

  repository(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.state.repositories.find(
      repo => `${repo.owner}/${repo.name}`.toLowerCase() === wanted,
    );
  }

  person(login: string): Person {
    const found = this.findPerson(login);
    if (!found) throw new Error(`No such person: ${login}`);
    return found;
  }

  findPerson(login: string): Person | undefined {
    return this.state.people.find(
      person => person.login.toLowerCase() === login.toLowerCase(),
    );
  }

  log(entry: Omit<LogEntry, 'at'>): void {
    this.state.log.push({ at: this.now(), ...entry });
    if (this.state.log.length > LOG_LIMIT) this.state.log.shift();
    this.changed();
  }
}
