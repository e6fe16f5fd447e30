import { get } from 'node:https';
import { json } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { githubApi } from './githubApi';
import type { Portal } from './portal';
import { Service } from './Service';
import { until } from './until';

const REPO = '/repos/acme/clarity';
const SLOW = 120_000;
/** A look asks for some forty things, one after the other. */
const LOOK = 180_000;

/** A service of Render as the local cloud sums it up. */
export interface RenderPart {
  name: string;
  liveCommit: string;
  autoDeploy: boolean;
  deploys: Array<{ status: string; trigger: string; commit: string }>;
}

/** The sample service on Render: a frontend and a backend, built from the same commit. */
export class Clarity extends Service {
  constructor(private readonly around: Portal) {
    super(around, 'clarity');
  }

  async part(name: string): Promise<RenderPart> {
    const { services } = await this.around.control.call('GET', '/render');
    return services.find((it: RenderPart) => it.name === `clarity-${name}`);
  }

  /** Mis-sets a part on Render, or lets something go wrong there. */
  turn(part: string, screws: object) {
    const path = `/render/clarity-${part}`;
    return this.around.control.call('POST', path, screws);
  }

  github(login: string) {
    return githubApi(this.around.githubUrl, login);
  }

  /** The commit that the service answers with which has the domain of production. */
  async servedByDomain(): Promise<string> {
    const { services } = await this.around.control.call('GET', '/render');
    const [{ url }] = services;
    const port = new URL(url).port;
    return new Promise((resolve, reject) => {
      const host = `clarity.render.localhost:${port}`;
      get(
        {
          ...{ host: '127.0.0.1', port, path: '/version.json' },
          ...{ headers: { host }, servername: 'clarity.render.localhost' },
          rejectUnauthorized: false,
        },
        async answer => resolve(((await json(answer)) as any).commit),
      ).on('error', reject);
    });
  }

  /** Waits until REST and Render agree on what runs there, frontend and backend as one. */
  live(environment: string, what: { label?: string; commit?: string }) {
    return until(
      `clarity runs ${what.label ?? what.commit} in ${environment}`,
      async () => {
        const seen = await this.environment(environment);
        const parts = await Promise.all(
          ['backend', 'frontend'].map(part =>
            this.part(`${part}-${environment}`),
          ),
        );
        const commits = seen.recorded?.artifact.map(
          (part: any) => part.identity.commit,
        );
        expect({
          label: what.label ?? seen.recorded?.label,
          commit: what.commit ?? commits?.[0],
          live: parts.map(({ liveCommit }) => liveCommit),
          drift: seen.drift,
          open: seen.openPromotion,
        }).toEqual({
          label: seen.recorded?.label,
          commit: commits?.[0],
          live: commits,
          drift: null,
          open: null,
        });
        return commits[0] as string;
      },
      SLOW,
    );
  }

  /** Merges a pull request into main that adds text to the end of a file. */
  async merge(file: string, text: string, title: string): Promise<string> {
    const [ada, mona] = await Promise.all([
      this.github('ada'),
      this.github('mona'),
    ]);
    const head = title.replace(/\W+/g, '-');
    const { object } = await ada('GET', `${REPO}/git/ref/heads/main`);
    const ref = `refs/heads/${head}`;
    await ada('POST', `${REPO}/git/refs`, { ref, sha: object.sha });
    const path = `${REPO}/contents/${file}`;
    const now = await ada('GET', `${path}?ref=main`).catch(() => undefined);
    const before = now ? Buffer.from(now.content, 'base64').toString() : '';
    await ada('PUT', path, {
      message: title,
      branch: head,
      content: Buffer.from(before + text).toString('base64'),
      sha: now?.sha,
    });
    const wish = { title, head, base: 'main' };
    const { number } = await ada('POST', `${REPO}/pulls`, wish);
    const pull = `${REPO}/pulls/${number}`;
    await mona('POST', `${pull}/reviews`, { event: 'APPROVE' });
    const merged = await ada('PUT', `${pull}/merge`, {
      merge_method: 'squash',
    });
    return merged.sha;
  }

  /** What stands for a commit, once it can be promoted. */
  promotable(commit: string): Promise<{ id: string }> {
    return until(`${commit} can be promoted`, async () => {
      const path = '/releases?kind=build';
      const { items } = await this.call('ada', 'GET', path);
      return items.find((it: any) => it.commit === commit && it.artifact);
    });
  }

  /** Asks for staging, and says which pull request its review waits in. */
  async toStaging(commit: string) {
    const { id: release } = await this.promotable(commit);
    const wish = { environment: 'staging', release } as const;
    const id = await this.promote('ada', { ...wish, intent: 'promote' });
    await this.sees(id, 'a review', it => it.state === 'waiting-in-github');
    const mona = await this.github('mona');
    const [pull] = await mona('GET', `${REPO}/pulls?state=open`);
    const review = (event: 'APPROVE' | 'REQUEST_CHANGES') =>
      mona('POST', `${REPO}/pulls/${pull.number}/reviews`, {
        event,
        body: 'Looked at it',
      });
    return { id, pull, review };
  }

  /** The whole way to staging, and the commit that it is there. */
  async staged(commit: string): Promise<string> {
    const { id, review } = await this.toStaging(commit);
    await review('APPROVE');
    await this.reaches(id, 'succeeded', SLOW);
    return this.live('staging', {});
  }

  /** Asks for a version in prod, where QA signs off and a lead approves. */
  async toProd(
    commit: string,
    version: string,
    from: 'staging' | 'parallel',
  ): Promise<string> {
    const { id } = await this.call('ada', 'POST', '/promotions', {
      environment: 'prod',
      release: commit,
      intent: 'promote',
      version,
      from,
    });
    const comment = 'Looked at it in staging';
    await this.says('ben', id, { decision: 'sign-off', gate: 'qa', comment });
    await this.says('mona', id, { decision: 'approve', comment });
    return id;
  }

  async says(login: string, id: string, decision: object) {
    const { planHash } = await this.promotion(id);
    const session = await this.around.as(login);
    const path = `/release-flow/promotions/${id}/decisions`;
    const answer = await session.send('POST', path, { ...decision, planHash });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  }

  /** One gate of a preflight, once all that it needs was read. */
  gate(type: string, status: string, wish: object): Promise<any> {
    return until(`${type} is ${status}`, async () => {
      const { gates } = await this.call('ada', 'POST', '/preflight', wish);
      const gate = gates.find((it: any) => it.type === type);
      expect(gate).toMatchObject({ status });
      return gate;
    });
  }

  /** How an environment runs, once it was read. */
  runtime(environment: string): Promise<any> {
    return until(`${environment} was read`, async () => {
      const { environments } = await this.call('ada', 'GET', '/runtime');
      const found = environments.find(({ id }: any) => id === environment);
      return found.runtime && found;
    });
  }

  /** What the doctor finds, asked as soon as it may be. */
  async doctor() {
    await until('the doctor may be asked', async () => {
      const { status } = await this.send('ada', 'POST', '/doctor', {});
      return status === 202;
    });
    const look = await until(
      'the doctor looked',
      async () => {
        const seen = await this.call('ada', 'GET', '/doctor');
        return !seen.isLooking && seen.lookedAt && seen;
      },
      LOOK,
    );
    const named = (severity: string): string[] =>
      look.findings
        .filter((it: any) => it.severity === severity)
        .map((it: any) => `${it.code}: ${it.subject}`);
    return { ...look, errors: named('error'), warnings: named('warning') };
  }
}
