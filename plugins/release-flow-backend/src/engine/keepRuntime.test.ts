import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ProviderError,
  type TargetProvider,
  type TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';
import type { Binding } from '../policy/binding';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SERVICE = exampleBinding().service.ref;

const told: TargetRuntime = {
  state: 'Running',
  image: 'registry.example/qfa-backend@sha256:aa',
  instances: [{ id: 'i-1', state: 'READY', health: 'healthy' }],
  instanceClass: 'P1v3',
  healthPath: '/health',
  settings: [],
  events: [],
  links: [],
};

function bindingWithSettings(): Binding {
  const binding = exampleBinding();
  const settings = [
    { name: 'DB_AUTH_MODE', expect: 'entra', visible: true },
    { name: 'HIDDEN', expect: 'this' },
    { name: 'VITE_API_BASE', required: true },
  ];
  return {
    ...binding,
    environments: binding.environments.map(environment => ({
      ...environment,
      settings,
      mirrors: environment.id === 'staging' ? 'prd' : undefined,
    })),
  };
}

describe.each(databases.eachSupportedId())('how targets run, %p', id => {
  async function setUp() {
    const harness = await Harness.create(
      await databases.init(id),
      bindingWithSettings(),
    );
    const target = harness.context.providers.targets.get(
      'fake',
    ) as TargetProvider;
    const asked: Array<{ name: string; visible: string[] }> = [];
    const answers = new Map<string, TargetRuntime | Error>();
    target.runtime = async ({ config, visibleSettings }) => {
      asked.push({ name: config.name, visible: visibleSettings });
      const answer = answers.get(config.name) ?? told;
      if (answer instanceof Error) throw answer;
      return {
        ...answer,
        settings: [
          { name: 'DB_AUTH_MODE', value: 'password' },
          { name: 'HIDDEN', value: 'a value of its own' },
          { name: 'LLM_KEY' },
        ],
      };
    };
    harness.release('v0.3.7', 'a', 'published');
    harness.world.live.set('prd', harness.artifact('a'));
    const { runtime } = useCasesOf(harness);
    const ada = person('ada');
    const view = () => runtime.view(ada, SERVICE);
    const environment = async (name: string) =>
      (await view()).environments.find(it => it.id === name)!;
    return { harness, target, asked, answers, runtime, ada, environment };
  }

  it('are read beside what they run, without values that are not to be seen', async () => {
    const { harness, asked, environment } = await setUp();
    expect(await environment('prd')).toMatchObject({
      runtime: null,
      supported: true,
      reading: { at: null, error: null },
    });
    await harness.look(1);
    expect(asked.map(({ name }) => name).sort()).toEqual([
      'dev',
      'prd',
      'staging',
    ]);
    expect(asked[0].visible).toEqual(['DB_AUTH_MODE', 'HIDDEN']);
    const prd = await environment('prd');
    expect(prd).toMatchObject({
      reading: { at: expect.any(String), error: null },
      runtime: { instanceClass: 'P1v3', instances: [{ id: 'i-1' }] },
    });
    expect(
      prd.settings.map(({ name, status, value }) => [name, status, value]),
    ).toEqual([
      ['DB_AUTH_MODE', 'differs', 'password'],
      ['HIDDEN', 'differs', null],
      ['VITE_API_BASE', 'missing', null],
      ['LLM_KEY', 'ok', null],
    ]);
    const rows = await harness.stores.knex('runtimes').select();
    expect(JSON.stringify(rows)).not.toContain('a value of its own');
  });

  it('keep their older reading with its age when a read fails, and are still observed', async () => {
    const { harness, answers, environment } = await setUp();
    await harness.look(1);
    const { at } = (await environment('prd')).reading;
    answers.set('prd', new ProviderError('unauthorized', 'It wants a login'));
    await harness.stores.knex('runtimes').update({ due_at: '2000' });
    await harness.look(2);
    expect(await environment('prd')).toMatchObject({
      runtime: { state: 'Running' },
      reading: { at, error: 'It wants a login' },
    });
    expect((await environment('dev')).reading.error).toBeNull();
    expect(await harness.stores.environments.get(SERVICE, 'prd')).toMatchObject(
      { observationError: null, failures: 0 },
    );
    expect((await harness.current('prd'))?.label).toBe('v0.3.7');
  });

  it('are read by one reader at a time, and not before they are due', async () => {
    const { harness } = await setUp();
    const { runtimes } = harness.stores;
    const key = { serviceRef: SERVICE, environment: 'prd' };
    const [now, next] = [
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:05:00.000Z',
    ];
    const claims = await Promise.all(
      [1, 2, 3].map(() => runtimes.claim(key, now, next)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await runtimes.claim(key, next, '2027')).toBe(true);
  });

  it('are read again when somebody asks, unless that was a moment ago', async () => {
    const { harness, runtime, ada, asked } = await setUp();
    harness.context.settings.environmentEveryMs = 3_600_000;
    await harness.look(1);
    const count = asked.length;
    await harness.look(1);
    expect(asked).toHaveLength(count);
    expect((await runtime.refresh(ada, SERVICE, {})).environments).toEqual([]);
    await harness.stores
      .knex('runtimes')
      .update({ read_at: '2026-01-01T00:00:00.000Z' });
    const again = await runtime.refresh(ada, SERVICE, { environment: 'dev' });
    expect(again.environments).toEqual(['dev']);
    await harness.look(1);
    expect(asked.slice(count).map(({ name }) => name)).toEqual(['dev']);
  });

  it('are compared, two of them', async () => {
    const { harness, answers, runtime, ada, environment } = await setUp();
    const pair = { left: 'staging', right: 'prd' };
    expect(await runtime.parity(ada, SERVICE, pair)).toMatchObject({
      comparable: false,
      message: expect.stringContaining('staging'),
    });
    answers.set('staging', { ...told, instanceClass: 'B1' });
    await harness.look(1);
    expect(await runtime.parity(ada, SERVICE, pair)).toMatchObject({
      comparable: true,
      message: 'staging and prd differ in 1 thing.',
      differences: [{ aspect: 'instance-class', left: 'B1', right: 'P1v3' }],
    });
    expect((await environment('staging')).mirrors).toEqual({
      environment: 'prd',
      title: 'prd',
      differences: 1,
    });
    await expect(
      runtime.parity(ada, SERVICE, { left: 'prd', right: 'prd' }),
    ).rejects.toMatchObject({ field: 'right' });
    await expect(
      runtime.parity(ada, SERVICE, { left: 'qa', right: 'prd' }),
    ).rejects.toMatchObject({ field: 'left' });
  });

  it('say what they do not tell', async () => {
    const { harness, target, environment } = await setUp();
    delete target.runtime;
    await harness.look(1);
    expect(await environment('prd')).toMatchObject({
      supported: false,
      runtime: null,
      reading: { error: null },
    });
  });
});
