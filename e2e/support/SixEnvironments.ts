import { expect } from '@playwright/test';
import type { Portal } from './portal';
import { Service } from './Service';
import { until } from './until';

const MINUTE = 60_000;
/** A workflow, its verifications and what they wait for, on a machine that is busy. */
export const LONG = 4 * MINUTE;

export const ENVIRONMENTS = [
  ...['dev-int', 'future', 'active'],
  ...['uat', 'staging', 'prod'],
];

/**
 * The sample service `orders`, whose flow has six environments, and the people around it. A lead of
 * the team looks, for developers have no access to all of them.
 */
export class SixEnvironments {
  readonly service: Service;
  private pushes = 0;

  constructor(readonly portal: Portal) {
    this.service = new Service(portal, 'orders', 'mona');
  }

  /** What ran there when the service was bound is known, and well. */
  adopted(): Promise<unknown> {
    return until(
      'all six are adopted',
      async () => {
        const { environments } = await this.service.state();
        return (
          environments.length === ENVIRONMENTS.length &&
          environments.every(
            ({ recorded, observed }: any) =>
              recorded && observed?.health.status === 'healthy',
          )
        );
      },
      LONG,
    );
  }

  /** Somebody pushes to GitHub. */
  async push(
    branch: string,
    message: string,
    files?: Record<string, string | null>,
  ): Promise<string> {
    this.pushes += 1;
    const path = '/repos/orders/commits';
    const { sha } = await this.portal.control.call('POST', path, {
      branch,
      message,
      files: files ?? { [`src/change${this.pushes}.js`]: `// ${message}\n` },
    });
    return sha;
  }

  async buildOf(commit: string) {
    const path = '/releases?kind=build&limit=100';
    const { items } = await this.service.call('mona', 'GET', path);
    return items.find((it: any) => it.commit === commit);
  }

  /** Waits until the build of a commit may be promoted. */
  built(commit: string) {
    return until(
      `the build of ${commit}`,
      async () => {
        const build = await this.buildOf(commit);
        return build?.artifact && build;
      },
      LONG,
    );
  }

  ask(login: string, wish: object) {
    const body = { intent: 'promote', ...wish };
    return this.service.send(login, 'POST', '/promotions', body);
  }

  async promote(login: string, wish: object): Promise<string> {
    const { status, body } = await this.ask(login, wish);
    expect(status, JSON.stringify(body)).toBe(202);
    return body.id;
  }

  succeeds(id: string) {
    return this.service.reaches(id, 'succeeded', LONG);
  }

  /** Asks, and waits for the end; where nobody has to approve. */
  async moves(login: string, wish: object) {
    return this.succeeds(await this.promote(login, wish));
  }

  /** Waits until one of its gates says so. */
  waits(id: string, code: string) {
    return this.service.sees(
      id,
      code,
      ({ gates }) => gates.some((gate: any) => gate.code === code),
      LONG,
    );
  }

  async refusesDecisionOf(login: string, id: string) {
    const { status } = await this.service.decide(login, id);
    expect([403, 409], login).toContain(status);
  }

  async approves(login: string, id: string) {
    const { status, body } = await this.service.decide(login, id);
    expect(status, `${login}: ${JSON.stringify(body)}`).toBeLessThan(300);
  }

  /** Says for a group that it looked. */
  async signsOff(login: string, id: string, gate: string) {
    const { planHash } = await this.service.promotion(id);
    const session = await this.portal.as(login);
    const comment = 'Placed an order, changed it and cancelled it';
    return session.send('POST', `/release-flow/promotions/${id}/decisions`, {
      ...{ decision: 'sign-off', gate, comment, planHash },
    });
  }

  /** One approval is not enough. */
  async stillWaits(id: string) {
    const { gates } = await this.service.promotion(id);
    expect(gates).toContainEqual(
      expect.objectContaining({ type: 'approvals', status: 'waiting' }),
    );
  }

  async tick(login: string, id: string, item: string, evidence?: string) {
    const session = await this.portal.as(login);
    const path = `/release-flow/promotions/${id}/checklist`;
    const tick = { checklist: 'compliance', item, state: 'done' };
    return session.send('POST', path, { ...tick, evidence });
  }

  /** Ticks all that compliance asks for. */
  async complies(login: string, id: string) {
    const evidence = { 'way-back': 'Back and forward' };
    for (const item of ['notes', 'window', 'way-back'] as const) {
      const { status, body } = await this.tick(
        ...([login, id, item] as const),
        (evidence as Record<string, string>)[item],
      );
      expect(status, `${item}: ${JSON.stringify(body)}`).toBe(202);
    }
    await this.waits(id, 'checklist-done');
  }

  /** What the doctor finds, looking anew. */
  async doctor(): Promise<any[]> {
    await until(
      'the doctor may look',
      async () => {
        const { status } = await this.service.send(
          ...(['mona', 'POST', '/doctor', {}] as const),
        );
        return status === 202;
      },
      LONG,
    );
    const { findings } = await until(
      'the doctor looked',
      async () => {
        const seen = await this.service.call('mona', 'GET', '/doctor');
        return !seen.isLooking && seen.lookedAt && seen;
      },
      LONG,
    );
    return findings;
  }

  runs(environment: string, label: string) {
    return this.service.runs(environment, label, LONG);
  }

  /** The newest deployment of that label in the environment. */
  async ran(environment: string, label: string) {
    const path = `/history?environment=${environment}&limit=100`;
    const { items } = await this.service.call('mona', 'GET', path);
    const found = items.find(
      (it: any) => it.kind === 'deployment' && it.label === label,
    );
    expect(found, `${label} in ${environment}`).toBeTruthy();
    return found.deployment;
  }

  /** Waits until GitHub was read again. */
  async repositoryIsRead() {
    const readAt = async () =>
      (await this.service.state()).repository.reading.at;
    const before = await readAt();
    await until('the repository is read', async () => {
      const at = await readAt();
      return at !== before && at;
    });
  }
}
