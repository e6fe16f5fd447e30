import type { Cluster } from '../support/Cluster';
import { reviewByApi } from '../support/githubApi';
import type { Dice } from './Dice';

type Fate = 'approve' | 'reject' | 'cancel' | 'leave';

const FATES: Fate[] = [
  ...Array<Fate>(7).fill('approve'),
  ...(['reject', 'cancel', 'leave'] as const),
];

/** States in which nothing happens any more. */
export const ENDS = [
  ...['succeeded', 'rolled-back', 'failed', 'errored', 'rejected'],
  ...['cancelled', 'expired', 'superseded'],
];

/** What people do meanwhile: approve, reject, cancel, review, and look after what needs attention. */
export class People {
  private readonly fates = new Map<string, Fate>();

  constructor(
    private readonly cluster: Cluster,
    private readonly dice: Dice,
  ) {}

  /** Nobody decides about it, so it waits for an approval, and rightly so. */
  isLeft(id: string): boolean {
    return this.fates.get(id) === 'leave';
  }

  /** Looks at everything open once. What fails is tried at the next look. */
  async look(): Promise<void> {
    const replica = this.dice.pick(this.cluster.up);
    if (!replica) return;
    const ada = await this.cluster.as('ada', replica);
    const path = '/release-flow/promotions?state=open&limit=200';
    const { status, body } = await ada.send('GET', path);
    if (status !== 200) return;
    for (const { id, state } of body.items) {
      if (!['waiting', 'waiting-in-github', 'attention'].includes(state)) {
        continue;
      }
      const read = await ada.send('GET', `/release-flow/promotions/${id}`);
      if (read.status === 200) await this.care(read.body);
    }
  }

  private async care(promotion: any): Promise<void> {
    const { id, state, code } = promotion;
    if (state === 'attention') {
      await this.resolve(promotion);
    } else if (state === 'waiting-in-github') {
      await this.review(promotion);
    } else if (state === 'waiting' && code === 'approval-needed') {
      await this.decide(promotion);
    } else if (state === 'waiting' && code === 'base-changed') {
      await this.adopt(promotion);
    } else if (state === 'waiting' && this.dice.chance(0.01)) {
      await this.act('mona', `/promotions/${id}/cancel`, {});
    }
  }

  private async decide({ id, requestedBy, planHash }: any): Promise<void> {
    const fate = this.fates.get(id) ?? this.dice.pick(FATES);
    this.fates.set(id, fate);
    if (fate === 'leave') return;
    const by = requestedBy.endsWith('/mona') ? 'lars' : 'mona';
    if (fate === 'cancel') {
      await this.act(by, `/promotions/${id}/cancel`, {});
      return;
    }
    const body = { decision: fate, planHash };
    await this.act(by, `/promotions/${id}/decisions`, body);
  }

  /** Says what really became of it: GitHub has the run, or it has not. */
  private async resolve({ id, message }: any): Promise<void> {
    const step = /whether '([^']+)' happened/.exec(message)?.[1] ?? 'deploy';
    const correlation = step === 'deploy' ? id : `${id}-${step}`;
    const { repositories } = await this.cluster.control.state();
    const happened = repositories.some((repo: any) =>
      repo.runs.some((run: any) => run.inputs.correlation_id === correlation),
    );
    await this.act('raj', `/promotions/${id}/resolve`, {
      outcome: happened ? 'happened' : 'absent',
      reason: 'looked at GitHub',
    });
  }

  private async review({ id, service }: any): Promise<void> {
    const name = service.ref.split('/')[1];
    const { repositories } = await this.cluster.control.state();
    const repo = repositories.find((it: any) => it.name === name);
    const run = repo.runs.find(
      (it: any) => it.inputs.correlation_id === id && it.status === 'waiting',
    );
    if (!run) return;
    const state = this.dice.chance(0.2) ? 'rejected' : 'approved';
    const slug = `acme/${name}`;
    await reviewByApi(this.cluster.githubUrl, 'lars', {
      ...{ slug, id: run.id, state },
    }).catch(() => undefined);
  }

  private async adopt({ service, environment }: any): Promise<void> {
    const [kind, rest] = service.ref.split(':');
    const path = `/services/${kind}/${rest}/environments/${environment.id}/adopt`;
    const by = environment.tier === 'production' ? 'raj' : 'mona';
    await this.act(by, path, { reason: 'it is what runs' });
  }

  private async act(login: string, path: string, body: object): Promise<void> {
    const replica = this.dice.pick(this.cluster.up);
    if (!replica) return;
    const person = await this.cluster.as(login, replica);
    await person
      .send('POST', `/release-flow${path}`, body)
      .catch(() => undefined);
  }
}
