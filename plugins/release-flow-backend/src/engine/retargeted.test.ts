import { TestDatabases } from '@backstage/backend-test-utils';
import { Harness } from '../__testUtils__/harness';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

it.each(databases.eachSupportedId())(
  'adopts the same artifact once more on another target, %p',
  async id => {
    const harness = await Harness.create(await databases.init(id));
    harness.release('v0.3.7', 'a', 'published');
    harness.world.live.set('dev', harness.artifact('a'));
    await harness.look();
    const { stores, binding } = harness;
    const { ref } = binding.service;
    await stores.environments.update(ref, 'dev', { deploymentId: null });
    await harness.look();

    const { deploymentId } = (await stores.environments.get(ref, 'dev'))!;
    expect(await stores.deployments.get(deploymentId!)).toMatchObject({
      kind: 'adopted',
      label: 'v0.3.7',
    });
    const adoptions = (await stores.audit.ofChain(ref)).filter(
      ({ type, data }) =>
        type === 'deployment.adopted' && data.environment === 'dev',
    );
    expect(adoptions).toHaveLength(2);
  },
);
