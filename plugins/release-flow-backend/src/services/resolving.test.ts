import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { setUpBesideReleases } from '../__testUtils__/besideReleases';
import { caller } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'an operation nobody knows the end of, %p',
  id => {
    const setUp = async () => setUpBesideReleases(await databases.init(id));

    it('never sends twice what may have been sent, and lets a person say how it ended', async () => {
      const { world, harness, services, state, ref } = await setUp();
      world.nextChange = {
        error: new ProviderError('unknown-outcome', 'GitHub hung up'),
        took: true,
      };
      harness.context.settings.sendWithinMs = 1;
      const { id: operation } = await services.releases.run(
        caller('ada'),
        ref,
        {},
      );
      await harness.run();
      expect((await state(operation)).state).toBe('attention');
      const say = (who: string) =>
        services.decisions.resolveOperation(caller(who), operation, {
          outcome: 'happened',
          reason: 'its draft is there',
        });
      await expect(say('ben')).rejects.toThrow('is for its owner');
      expect(await say('ada')).toMatchObject({ state: 'verifying' });
      await harness.run();
      expect((await state(operation)).state).toBe('succeeded');
      await expect(say('ada')).rejects.toMatchObject({
        code: 'not-in-attention',
      });
    });
  },
);
