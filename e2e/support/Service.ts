import { expect } from '@playwright/test';
import type { Portal } from './portal';
import { until } from './until';

interface Wish {
  environment: string;
  release: string;
  intent: 'promote' | 'rollback' | 'restore' | 'redeploy';
  reason?: string;
}

/** States after which a promotion doesn't move any more, or not by itself. */
const STILL = [
  ...['succeeded', 'rolled-back', 'failed', 'errored', 'rejected'],
  ...['cancelled', 'expired', 'superseded', 'attention'],
];

/** Digest of an artifact of one component. */
export const digestOf = (artifact: any): string | undefined =>
  artifact?.[0]?.identity.digest;

/** One service of the sample, as REST shows it, beside what really runs. */
export class Service {
  readonly path: string;
  readonly slug: string;

  constructor(
    private readonly portal: Pick<Portal, 'as' | 'control'>,
    readonly name: string,
    /** Who looks, where nobody is named. */
    readonly reader = 'ada',
  ) {
    this.path = `/services/component/default/${name}`;
    this.slug = `acme/${name}`;
  }

  async call(login: string, method: string, path: string, body?: unknown) {
    const session = await this.portal.as(login);
    return session.call(method, `${this.path}${path}`, body);
  }

  /** The whole answer, whatever its status. */
  async send(login: string, method: string, path: string, body?: unknown) {
    const session = await this.portal.as(login);
    return session.send(method, `/release-flow${this.path}${path}`, body);
  }

  state() {
    return this.call(this.reader, 'GET', '');
  }

  async environment(id: string) {
    const { environments } = await this.state();
    return environments.find((it: { id: string }) => it.id === id);
  }

  async release(tag: string) {
    const { items } = await this.call(this.reader, 'GET', '/releases');
    return items.find((it: { tag: string }) => it.tag === tag);
  }

  site(environment: string) {
    return this.portal.control.site(`${this.name}-${environment}`);
  }

  async changesOf(environment: string): Promise<number> {
    return (await this.site(environment)).changes;
  }

  /** Asks for a promotion and gives its id. */
  async promote(login: string, wish: Wish): Promise<string> {
    const { id } = await this.call(login, 'POST', '/promotions', wish);
    return id;
  }

  async promotion(id: string, login = this.reader) {
    const session = await this.portal.as(login);
    return session.call('GET', `/promotions/${id}`);
  }

  async decide(
    login: string,
    id: string,
    decision: 'approve' | 'reject' = 'approve',
  ) {
    const { planHash } = await this.promotion(id);
    const session = await this.portal.as(login);
    const path = `/release-flow/promotions/${id}/decisions`;
    return session.send('POST', path, { decision, planHash });
  }

  /** Waits until the promotion is in the state, and says where it is stuck. */
  reaches(id: string, state: string, within = 60_000) {
    return this.sees(id, state, view => view.state === state, within);
  }

  sees(
    id: string,
    what: string,
    look: (view: any) => boolean,
    within = 60_000,
  ) {
    return this.follow(
      () => this.promotion(id),
      view => `${view.state}, wanted ${what}: ${view.trouble ?? view.message}`,
      look,
      within,
    );
  }

  /** Waits until an operation of any kind succeeded. */
  async done(operation: { id: string }, within = 60_000) {
    const session = await this.portal.as(this.reader);
    return this.follow(
      () => session.call('GET', `/operations/${operation.id}`),
      view => `${view.state}: ${view.trouble ?? view.message}`,
      view => view.state === 'succeeded',
      within,
    );
  }

  private async follow(
    read: () => Promise<any>,
    describe: (view: any) => string,
    look: (view: any) => boolean,
    within: number,
  ) {
    const view = await until(
      `${this.name}`,
      async () => {
        const seen = await read();
        expect(look(seen) || STILL.includes(seen.state), describe(seen)).toBe(
          true,
        );
        return seen;
      },
      within,
    );
    expect(look(view), describe(view)).toBe(true);
    return view;
  }

  /** Waits until REST and the site itself agree that this runs there, healthy. */
  async runs(environment: string, label: string, within = 60_000) {
    return until(
      `${this.name} runs ${label} in ${environment}`,
      async () => {
        const seen = await this.environment(environment);
        const site = await this.site(environment);
        const digest = digestOf(seen.recorded?.artifact);
        expect({
          recorded: seen.recorded?.label,
          configured: digestOf(seen.observed.configured),
          site: site.liveDigest,
          health: seen.observed.health.status,
          drift: seen.drift,
          open: seen.openPromotion,
        }).toEqual({
          recorded: label,
          configured: digest,
          site: digest,
          health: 'healthy',
          drift: null,
          open: null,
        });
        return digest;
      },
      within,
    );
  }
}
