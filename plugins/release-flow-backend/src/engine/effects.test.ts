import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { Harness } from '../__testUtils__/harness';
import type { EffectRecord, OperationRecord } from '../database';
import { newOperation } from '../policy/newOperation';
import { after } from './backoff';
import { commitEffect, newEffect, perform, type EffectCall } from './effects';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('an effect, %p', id => {
  let harness: Harness;
  let operation: OperationRecord;
  let sent: number;

  beforeEach(async () => {
    harness = await Harness.create(await databases.init(id));
    sent = 0;
    const now = (await harness.stores.now()).toISOString();
    operation = (await harness.stores.operations.create(
      newOperation(harness.binding, 'promotion', now, {
        ...{ requestedBy: 'user:default/ada', origin: 'person', via: 'rest' },
        ...{ label: 'v1', message: '' },
      }),
    ))!;
  });

  const call = (send: () => Promise<void> = async () => {}): EffectCall => ({
    ...{ step: 'deploy', kind: 'target-change', intent: {}, isGated: true },
    send: async () => {
      await send();
      sent += 1;
      return {};
    },
    lookup: async () => ({ outcome: sent > 0 ? 'happened' : 'absent' }),
  });

  const stored = () => harness.stores.effects.get(operation.id, 'deploy');

  /** A worker takes the operation, whoever has it. */
  const claim = async (token: string) => {
    const until = after(await harness.stores.now(), 60_000);
    await harness.stores
      .knex('operations')
      .where({ id: operation.id })
      .update({ lease_token: token, lease_until: until });
    return { token };
  };

  const commit = async (token: string) => {
    const effect = newEffect(
      harness.context,
      operation,
      call(),
      { token },
      await harness.stores.now(),
    );
    await commitEffect(harness.stores, effect);
  };

  /** As if its intent had been committed so many milliseconds ago. */
  const age = async (ms: number) => {
    const effect: EffectRecord = (await stored())!;
    const back = (at: string) => after(new Date(at), -ms);
    await harness.stores
      .knex('effects')
      .where({ id: effect.id })
      .update({
        committed_at: back(effect.committedAt),
        not_after: back(effect.notAfter),
      });
  };

  it('a worker that was paused until another one finished sends nothing and changes nothing', async () => {
    const first = await claim('first');
    await commit('first');
    let resume!: () => void;
    const paused = new Promise<void>(done => {
      resume = done;
    });
    let reached!: () => void;
    const isPaused = new Promise<void>(done => {
      reached = done;
    });
    const slow = perform(
      harness.context,
      operation,
      first,
      call(async () => {
        reached();
        await paused;
        throw new ProviderError('unavailable', 'the caller gave up before');
      }),
    );
    await isPaused;

    await age(30_000);
    const second = await claim('second');
    const act = () => perform(harness.context, operation, second, call());
    expect(await act()).toMatchObject({ status: 'absent' });
    await commit('second');
    expect(await act()).toMatchObject({ status: 'happened' });

    resume();
    expect(await slow).toMatchObject({ status: 'wait' });
    expect(await stored()).toMatchObject({ outcome: 'happened' });
    expect(sent).toBe(1);
  });

  it('leaves time for what is on its way before a successor looks', async () => {
    const first = await claim('first');
    await commit('first');
    await age(21_000);
    const answer = await perform(harness.context, operation, first, call());
    const { notAfter } = (await stored())!;
    expect(answer).toMatchObject({ status: 'wait', dueAt: notAfter });
    expect(sent).toBe(0);
  });

  it('is not sent by a worker whose lease somebody else has', async () => {
    const first = await claim('first');
    await commit('first');
    await claim('second');
    const answer = await perform(harness.context, operation, first, call());
    expect(answer).toMatchObject({ status: 'wait' });
    expect(sent).toBe(0);
  });
});
