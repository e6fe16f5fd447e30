import { TestDatabases } from '@backstage/backend-test-utils';
import {
  flowEntity,
  serviceEntity,
} from '../../policy/__testUtils__/flowFixture';
import { SyncHarness } from './__testUtils__/SyncHarness';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const FLOW = 'releaseflow:default/three';

it('audits what becomes of a flow on the chain of the system', async () => {
  const harness = await SyncHarness.create(databases, 'SQLITE_3');
  const events = async () =>
    (await harness.audit('system')).map(({ type, data }) => [type, data.mode]);
  await harness.run(flowEntity(), serviceEntity());
  await harness.run(flowEntity(), serviceEntity());
  expect(await events()).toEqual([['flow.declared', 'enforce']]);
  await harness.run(flowEntity(['spec.mode', 'observe']), serviceEntity());
  await harness.run(flowEntity(['spec.mode', 'yolo']), serviceEntity());
  await harness.run(serviceEntity());
  expect(await events()).toEqual([
    ['flow.declared', 'enforce'],
    ['flow.changed', 'observe'],
    ['flow.changed', 'observe'],
    ['flow.removed', undefined],
  ]);
  const [declared, changed, broken] = await harness.audit('system');
  expect(changed.data).toMatchObject({
    flow: FLOW,
    before: declared.data.revision,
    error: null,
  });
  expect(broken.data.error).toMatchObject({ field: 'spec.mode' });
});
