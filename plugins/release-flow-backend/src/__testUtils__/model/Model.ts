import { isTerminal } from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { Knex } from 'knex';
import { EnvironmentObserver } from '../../engine/EnvironmentObserver';
import { OperationRunner } from '../../engine/OperationRunner';
import { RepositoryReader } from '../../engine/RepositoryReader';
import { repositoryKey } from '../../policy/binding';
import { COMMIT } from '../bindings';
import type { Harness } from '../harness';
import { machine, person, useCasesOf } from '../useCases';
import { actOn } from './actOn';
import type { EventOf, ModelEvent } from './events';
import { faultOf } from './faultOf';
import { LETTERS } from './letters';
import { Killed, Life, mortalProviders, mortalStores } from './Life';
import { setUpModel, type Kind } from './setUpModel';
import { Witness } from './Witness';

const EXPECTED = new Set([
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
]);
const LEADS = 'group:default/qfa-leads';

/** One service under random events: people, the world, and workers that are killed anywhere. */
export class Model {
  readonly groups: Record<string, string[]> = {
    [LEADS]: ['user:default/mona', 'user:default/lars'],
    'group:default/qfa': ['user:default/ada', 'user:default/mona'],
    'group:default/platform': ['user:default/olga'],
    'group:default/on-call': ['user:default/eve'],
    'group:default/qa': ['user:default/quinn'],
  };
  readonly witness: Witness;
  private readonly useCases: ReturnType<typeof useCasesOf>;

  private constructor(
    readonly harness: Harness,
    private readonly clock: { now: number },
  ) {
    harness.context.membership.members = async refs =>
      Object.fromEntries(refs.map(ref => [ref, this.groups[ref] ?? [ref]]));
    this.witness = new Witness(harness, this.groups);
    this.useCases = useCasesOf(harness, { automation: ['ci'] });
  }

  static async create(knex: Knex, clock: { now: number }, kind: Kind) {
    return new Model(await setUpModel(knex, kind, clock), clock);
  }

  private get ref() {
    return this.harness.binding.service.ref;
  }

  /** What people ask for is done or refused; nothing else may come of it. */
  async apply(event: ModelEvent): Promise<void> {
    try {
      await this.perform(event);
    } catch (error) {
      if (!EXPECTED.has((error as Error).name)) throw error;
    }
  }

  private async perform(event: ModelEvent): Promise<unknown> {
    const { world, stores } = this.harness;
    switch (event.type) {
      case 'work':
        return this.work(event);
      case 'look':
        return this.look();
      case 'request':
        return this.request(event);
      case 'journey':
        return this.journey(event);
      case 'agree':
        return this.agree(event.which);
      case 'decide':
      case 'sign-off':
      case 'override':
      case 'cancel':
      case 'retry':
      case 'resolve':
        return this.actOn(event);
      case 'hold':
        return this.useCases.environments.hold(
          person('ada'),
          this.ref,
          event.environment,
          event.on ? 'wait for the customer' : undefined,
        );
      case 'adopt':
        return this.useCases.environments.adopt(
          person('olga'),
          this.ref,
          event.environment,
          'it was right',
        );
      case 'freeze':
        return this.freeze(event.kind);
      case 'member':
        this.groups[LEADS] = this.groups[LEADS].filter(
          ref => ref !== `user:default/${event.who}`,
        );
        if (event.isIn) this.groups[LEADS].push(`user:default/${event.who}`);
        return undefined;
      case 'flow':
        return this.changeFlow(event.required);
      case 'tag': {
        const letter = event.moved ? 'd' : LETTERS[event.release];
        return world.tags.set(event.release, COMMIT(letter));
      }
      case 'reject-release':
        return this.useCases.marks.reject(
          person('ada'),
          this.ref,
          event.release,
          event.rejected ? 'it loses orders' : undefined,
        );
      case 'foreign':
        return this.changeBehind(event);
      case 'world':
        world.verification = event.verification as typeof world.verification;
        world.healthy = event.healthy;
        world.unreadable = event.readable ? undefined : 'GitHub answers 502';
        return undefined;
      case 'fault':
        world.nextChange = faultOf(event);
        return undefined;
      default:
        return stores;
    }
  }

  private request(event: EventOf<'request'>) {
    const { who, environment, release, intent, emergency } = event;
    return this.useCases.promotions.promote(
      who === 'ci' ? machine('ci') : person(who),
      this.ref,
      {
        environment,
        release,
        intent: intent as 'promote',
        emergency: emergency || undefined,
        reason: 'because it is needed',
      },
    );
  }

  private async journey(event: EventOf<'journey'>) {
    const { environment, release, back, emergency } = event;
    const intent = back ? 'rollback' : 'promote';
    await this.request({
      ...{
        type: 'request',
        who: 'ada',
        environment,
        release,
        intent,
        emergency,
      },
    });
    await this.work({ after: 1, calls: 100_000, meanwhile: null });
    await this.agree(0);
  }

  private async open(which: number) {
    const open = await this.harness.stores.operations.openOfService(this.ref);
    return open.length > 0 ? open[which % open.length] : undefined;
  }

  private async agree(which: number) {
    for (const who of ['lars', 'mona', 'eve', 'quinn'] as const) {
      const operation = await this.open(which);
      if (!operation) return;
      await this.apply(
        who === 'quinn'
          ? { type: 'sign-off', who, which }
          : {
              type: 'decide',
              who,
              which,
              decision: 'approve',
              outdated: false,
            },
      );
    }
  }

  private async actOn(
    event: EventOf<
      'decide' | 'sign-off' | 'override' | 'cancel' | 'retry' | 'resolve'
    >,
  ): Promise<unknown> {
    if (event.type === 'retry') {
      const all = await this.harness.stores.operations.list({
        service: this.ref,
        limit: 20,
      });
      const over = all.filter(({ state }) => isTerminal(state));
      const last = over[event.which % Math.max(over.length, 1)];
      return last && this.useCases.promotions.retry(person('ada'), last.id, {});
    }
    const operation = await this.open(event.which);
    if (!operation) return undefined;
    return actOn(this.useCases, operation, event);
  }

  private async freeze(kind: string) {
    const { stores } = this.harness;
    if (kind === 'end') {
      const [open] = await stores.freezes.open(
        (await stores.now()).toISOString(),
      );
      return open && this.useCases.freezes.end(person('olga'), open.id, 'over');
    }
    const isWindow = kind === 'window';
    const until = new Date(this.clock.now + 3_600_000).toISOString();
    return this.useCases.freezes.declare(person('olga'), {
      kind: kind as 'window',
      title: 'Quiet time',
      reason: 'the quarter ends',
      scope: isWindow ? { tiers: ['production'] } : {},
      ...(isWindow && { until }),
    });
  }

  /** The platform team asks for more approvals, or for fewer. */
  private async changeFlow(required: number) {
    const { services, operations, now } = this.harness.stores;
    const service = (await services.get(this.ref))!;
    service.binding!.environments[2].gates[0].required = required;
    await services.put(service);
    const at = (await now.call(this.harness.stores)).toISOString();
    await operations.markServiceDue(this.ref, at);
  }

  private async changeBehind({ environment, letter }: EventOf<'foreign'>) {
    const { world, stores } = this.harness;
    if (letter !== 'recorded') {
      world.live.set(environment, this.harness.artifact(letter));
      return;
    }
    // Put back just while an answer is lost, nobody could tell that the change was made.
    const undecided = await stores.knex('effects').whereNull('outcome');
    const current = await this.harness.current(environment);
    if (undecided.length === 0 && current) {
      world.live.set(environment, current.artifact);
    }
  }

  async look(): Promise<void> {
    const { stores, context, binding } = this.harness;
    const reader = new RepositoryReader(context);
    const observer = new EnvironmentObserver(context);
    const key = repositoryKey(binding.repository);
    await reader.read((await stores.repositories.get(key))!, 'none');
    for (const record of await stores.environments.ofServices([this.ref])) {
      await observer.look(record, 'none');
    }
  }

  /** A worker claims what is due and moves it, until it is done or killed. */
  async work(event: Omit<EventOf<'work'>, 'type'>): Promise<void> {
    const { stores, context } = this.harness;
    this.clock.now += event.after * 1000;
    const { meanwhile } = event;
    const life = new Life(
      event.calls,
      meanwhile
        ? { at: meanwhile.at, act: () => this.apply(meanwhile.act) }
        : undefined,
    );
    const now = new Date(this.clock.now).toISOString();
    const token = randomUUID();
    const until = new Date(this.clock.now + 60_000).toISOString();
    const claimed = await stores.operations.claimDue({
      ...{ token, now, until, limit: 50 },
    });
    const runner = new OperationRunner({
      ...context,
      stores: mortalStores(stores, life),
      providers: mortalProviders(this.witness.providers, life),
    });
    try {
      for (const operation of claimed) await runner.run(operation, { token });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}
