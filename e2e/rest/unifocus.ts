import { expect } from '@playwright/test';
import { githubApi, reviewByApi } from '../support/githubApi';
import type { Portal } from '../support/portal';
import { Service } from '../support/Service';
import { until } from '../support/until';

/** Several workflows follow one another, on a machine that may be busy. */
export const PATIENCE = 240_000;

/** Looks again until there is something, as long as workflows may take. */
export const patiently = <T>(
  what: string,
  look: Parameters<typeof until<T>>[1],
) => until<T>(what, look, PATIENCE);

export const IN_STAGE = {
  checklist: 'stage-validation',
  items: [
    ...['endpoints', 'web', 'migrations', 'sign-in', 'flows'],
    ...['performance', 'logs'],
  ],
};
export const BEFORE_PROD = {
  checklist: 'before-production',
  items: [...['backup', 'rollback', 'on-call', 'window', 'announced', 'flags']],
};
export const AFTER_PROD = {
  checklist: 'after-production',
  items: [...['healthy', 'errors', 'response', 'database', 'reports']],
};

interface Change {
  message: string;
  files?: Record<string, string>;
  branch?: string;
  actor?: string;
}

/** The sample service on AWS, and the people and machines around it. */
export class Unifocus extends Service {
  constructor(private readonly around: Portal) {
    super(around, 'unifocus');
  }

  control(method: string, path: string, body?: object) {
    return this.around.control.call(method, path, body);
  }

  aws() {
    return this.control('GET', '/aws');
  }

  /** What AWS itself says of the revision that an ECS service is set to. */
  async revisionOf(site: string) {
    const { services, definitions, tasks, rollouts } = await this.aws();
    const service = services.find((it: any) => it.site === site);
    const revision = service.definition.split('/').at(-1);
    const ofService = (it: any) => it.service === service.name;
    return {
      images: definitions.find((it: any) => it.name === revision).images,
      running: tasks
        .filter((it: any) => ofService(it) && it.lastStatus === 'RUNNING')
        .map((it: any) => it.digests.api),
      rollout: rollouts.findLast(ofService),
    };
  }

  /** A call of GitHub's own API, under the repository. */
  async github(login: string, method: string, path: string, body?: unknown) {
    const call = await githubApi(this.around.githubUrl, login);
    return call(method, `/repos/${this.slug}${path}`, body);
  }

  /** Names of all tags with the commits that they stand on. */
  async tags(): Promise<Record<string, string>> {
    const all = await this.github('ada', 'GET', '/tags?per_page=100');
    return Object.fromEntries(
      all.map(({ name, commit }: any) => [name, commit.sha]),
    );
  }

  /** The commit that a push makes. */
  async push({ actor = 'ada', files = {}, ...change }: Change) {
    const path = '/repos/unifocus/commits';
    const body = { ...change, actor, files };
    const { sha } = await this.control('POST', path, body);
    return sha as string;
  }

  /** As `git tag` and `git push` do it. */
  pushTag(name: string, sha: string, actor = 'ada') {
    return this.control('POST', `/tags/unifocus/${name}`, { sha, actor });
  }

  /** Waits until REST says that this is recorded, seen and well. */
  live(environment: string, wanted: { label?: string; commit?: string }) {
    return patiently(
      `unifocus runs ${wanted.label ?? wanted.commit} in ${environment}`,
      async () => {
        const seen = await this.environment(environment);
        expect({
          ...(wanted.label && { label: seen.recorded?.label }),
          ...(wanted.commit && { commit: seen.recorded?.commit }),
          health: seen.observed?.health.status,
          drift: seen.drift,
          open: seen.openPromotion,
        }).toEqual({ ...wanted, health: 'healthy', drift: null, open: null });
        return seen;
      },
    );
  }

  async gate(id: string, type: string) {
    const { gates } = await this.promotion(id);
    return gates.find((it: any) => it.type === type);
  }

  /** Waits until a gate says this. */
  gateSays(id: string, type: string, code: string) {
    return patiently(`${type} says ${code}`, async () => {
      const gate = await this.gate(id, type);
      expect(gate.code, gate.message).toBe(code);
      return gate;
    });
  }

  /** Waits until people are asked to tick the checklist of a verification. */
  asksFor(id: string, title: string) {
    return this.sees(
      id,
      title,
      view => view.state === 'verifying' && view.message.startsWith(title),
      PATIENCE,
    );
  }

  /** One item of the checklist after production, as the page shows it. */
  async itemAfterProd(id: string, item: string) {
    const { checklists } = await this.promotion(id);
    const { items } = checklists.find(
      ({ name }: any) => name === AFTER_PROD.checklist,
    );
    return items.find((it: any) => it.id === item);
  }

  /** Ticks every item that does not tick itself. */
  async tick(id: string, { checklist, items }: typeof IN_STAGE, who = 'ada') {
    const session = await this.around.as(who);
    for (const item of items) {
      await session.call('POST', `/promotions/${id}/checklist`, {
        checklist,
        item,
        state: 'done',
        evidence: 'seen',
      });
    }
  }

  async approve(id: string, who = 'mona') {
    const { status, body } = await this.decide(who, id);
    expect(status, JSON.stringify(body)).toBe(202);
  }

  /** Reviews the runs that GitHub holds, until it holds none. */
  async reviewedInGithub(id: string, who = 'mona') {
    const isHeld = (view: any) => view.state === 'waiting-in-github';
    const held = await this.sees(id, 'the pause', isHeld, PATIENCE);
    await patiently('every run is reviewed', async () => {
      const path = '/actions/runs?status=waiting';
      const { workflow_runs } = await this.github(who, 'GET', path);
      for (const run of workflow_runs) {
        const { githubUrl } = this.around;
        const review = { slug: this.slug, id: run.id };
        const state = 'approved' as const;
        await reviewByApi(githubUrl, who, { ...review, state });
      }
      return !isHeld(await this.promotion(id));
    });
    return held;
  }

  succeeds(id: string) {
    return this.reaches(id, 'succeeded', PATIENCE);
  }

  /** Through stage: its tag, its workflows, its checks and its checklist. */
  async toStage(login: string, wish: object) {
    const { id } = await this.call(login, 'POST', '/promotions', {
      environment: 'stage',
      intent: 'promote',
      ...wish,
    });
    await this.asksFor(id, 'Validation in stage');
    await this.tick(id, IN_STAGE);
    return this.succeeds(id);
  }

  /** What notifications tell a person, newest first. */
  async notified(login: string): Promise<string[]> {
    const session = await this.around.as(login);
    const { body } = await session.send('GET', '/notifications/notifications');
    return body.notifications.map((it: any) => it.payload.title);
  }

  /** What the doctor finds when it looks now. */
  async findings(): Promise<any[]> {
    const { now } = await this.call('ada', 'POST', '/doctor');
    const report = await patiently('the doctor has looked', async () => {
      const seen = await this.call('ada', 'GET', '/doctor');
      return !seen.isLooking && seen.lookedAt >= now && seen;
    });
    return report.findings;
  }
}
