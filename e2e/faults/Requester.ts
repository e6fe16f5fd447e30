import { randomUUID } from 'node:crypto';
import type { Cluster } from '../support/Cluster';
import { until } from '../support/until';
import type { Dice } from './Dice';

const RELEASES = ['v0.3.4', 'v0.3.5', 'v0.3.6', 'v0.3.7'];
const ENVIRONMENTS = ['dev', 'staging', 'prd'];
const INTENTS = ['promote', 'rollback', 'rollback', 'redeploy'];
/** Asked for more often than all others, so that promotions have to wait for one another. */
const BUSY = [
  { service: 'qfa-search', environment: 'dev' },
  { service: 'qfa-mail', environment: 'staging' },
  { service: 'qfa-backend', environment: 'dev' },
];
const ANSWER_WITHIN = 120_000;

/** Of a backend that was killed. */
const noAnswer = () => undefined;

/** A promotion that was answered 2xx. */
export interface Accepted {
  id: string;
  service: string;
  environment: string;
  by: string;
}

/** Asks random replicas for random promotions, again and again until each is answered. */
export class Requester {
  readonly accepted: Accepted[] = [];
  /** Requests sent, those sent again included. */
  sent = 0;
  /** Codes of what the rules refused. */
  readonly refused: string[] = [];
  /** Requests repeated after their answer, and those of them that made a second promotion. */
  repeated = 0;
  doubled = 0;
  /** Statuses other than 2xx, 4xx of a refusal, and no answer. */
  readonly odd: string[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly services: string[],
    private readonly dice: Dice,
  ) {}

  /** One promotion that is answered 2xx; what the rules refuse is replaced by another wish. */
  async ask(): Promise<Accepted> {
    for (;;) {
      const wish = this.wish();
      const id = await this.answered(wish);
      if (!id) continue;
      const { service, by, body } = wish;
      const accepted = { id, service, by, environment: body.environment };
      this.accepted.push(accepted);
      if (this.dice.chance(0.15)) await this.repeat(wish, id);
      return accepted;
    }
  }

  private wish() {
    const anywhere = {
      service: this.dice.pick(this.services),
      environment: this.dice.pick(ENVIRONMENTS),
    };
    const { service, environment } = this.dice.chance(0.6)
      ? this.dice.pick(BUSY)
      : anywhere;
    return {
      service,
      by: this.dice.pick(['ada', 'ben', 'mona']),
      body: {
        environment,
        release: this.dice.pick(RELEASES),
        intent: this.dice.pick(INTENTS),
        reason: 'try what faults do',
        idempotencyKey: randomUUID(),
      },
    };
  }

  /** The promotion's id, or nothing when the rules refuse it. A lost answer is asked for again. */
  private async answered(wish: ReturnType<Requester['wish']>) {
    const { id } = await until(
      'an answer',
      () => this.send(wish),
      ANSWER_WITHIN,
    );
    return id;
  }

  private async send({ service, by, body }: ReturnType<Requester['wish']>) {
    const replica = this.dice.pick(this.cluster.up);
    if (!replica) return undefined;
    this.sent += 1;
    const path = `/release-flow/services/component/default/${service}/promotions`;
    const person = await this.cluster.as(by, replica);
    const answer = await person.send('POST', path, body).catch(noAnswer);
    if (!answer) return undefined;
    if (answer.status < 300) return { id: answer.body.id as string };
    if (answer.status === 409) {
      this.refused.push(answer.body.error.code);
      return { id: undefined };
    }
    const odd = `${answer.status} ${JSON.stringify(answer.body?.error)}`;
    this.odd.push(odd);
    throw new Error(odd);
  }

  private async repeat(wish: ReturnType<Requester['wish']>, id: string) {
    this.repeated += 1;
    if ((await this.answered(wish)) !== id) this.doubled += 1;
  }
}
