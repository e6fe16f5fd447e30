import {
  ProviderError,
  type TargetProvider,
  type TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import { DIGEST } from '../../__testUtils__/bindings';
import { MemoryTarget, type MemoryConfig } from './__testUtils__/MemoryTarget';
import { GroupTarget } from './GroupTarget';
import type { GroupConfig } from './groupSchema';

const part = (name: string, component: string, type = 'memory') => ({
  name,
  components: [component],
  target: { type, name },
});
/** The second part is of a kind that tells nothing but what it runs. */
const mixed: GroupConfig = {
  type: 'group',
  parts: [part('api', 'api'), part('web', 'web', 'silent')],
};
const regions: GroupConfig = {
  type: 'group',
  parts: [part('eu', 'api'), part('us', 'api')],
};
const context = () => ({ signal: new AbortController().signal });

function setUp() {
  const memory = new MemoryTarget();
  const targets = new Map<string, TargetProvider>([
    ['memory', memory],
    ['silent', new MemoryTarget()],
  ]);
  return { memory, group: new GroupTarget(targets) };
}

const running = (change: Partial<TargetRuntime> = {}): TargetRuntime => ({
  state: 'ACTIVE',
  instances: [{ id: 't1', state: 'RUNNING', health: 'healthy' }],
  settings: [],
  events: [],
  links: [],
  ...change,
});

const tell = (
  memory: MemoryTarget,
  told: Record<string, Partial<TargetRuntime>>,
) => {
  memory.runtime = async ({ config }) => running(told[config.name]);
};

describe('how the parts of a group run', () => {
  const read = (group: GroupTarget, config = regions) =>
    group.runtime({ config, visibleSettings: ['MODE'] }, context());

  it('is told by those that can', async () => {
    const { memory, group } = setUp();
    const asked: string[][] = [];
    memory.runtime = async ({ visibleSettings }) => {
      asked.push(visibleSettings);
      return running({ image: 'api:1' });
    };
    expect(await read(group, mixed)).toEqual(running({ image: 'api:1' }));
    expect(asked).toEqual([['MODE']]);
  });

  it('is an error where nobody can tell, and names the part where one is ill', async () => {
    const { memory, group } = setUp();
    await expect(read(group)).rejects.toMatchObject({
      trouble: 'refused',
      message: "No part tells how it runs: targets of type memory can't",
    });
    memory.runtime = async ({ config }) => {
      throw new ProviderError('unavailable', `${config.name} is down`);
    };
    await expect(read(group)).rejects.toMatchObject({
      trouble: 'unavailable',
      message: 'eu: eu is down',
    });
  });

  it('adds up, and says of whom', async () => {
    const { memory, group } = setUp();
    const at = (hour: number) => `2026-11-21T0${hour}:00:00.000Z`;
    tell(memory, {
      eu: {
        image: 'api:1',
        scale: { desired: 2, min: 1, max: 4, cpuTarget: 60, memoryTarget: 70 },
        rollout: { status: 'FAILED', message: 'no', startedAt: at(1) },
        events: [{ at: at(1), message: 'began' }],
        links: [{ title: 'Logs', url: 'https://eu.example' }],
      },
      us: {
        state: 'DRAINING',
        image: 'api:1',
        scale: { desired: 3, min: 1, cpuTarget: 60, memoryTarget: 80 },
        rollout: { status: 'COMPLETED', message: 'yes', startedAt: at(2) },
        events: [{ at: at(2), message: 'ended' }],
        identities: ['id'],
      },
    });
    expect(await read(group)).toEqual({
      state: 'ACTIVE, DRAINING',
      image: 'api:1',
      instances: [
        { id: 'eu: t1', state: 'RUNNING', health: 'healthy' },
        { id: 'us: t1', state: 'RUNNING', health: 'healthy' },
      ],
      // Only one of them tells its most, and they differ in memory.
      scale: { desired: 5, min: 2, cpuTarget: 60 },
      rollout: { status: 'FAILED', message: 'eu: no', startedAt: at(1) },
      settings: [],
      events: [
        { at: at(2), message: 'us: ended' },
        { at: at(1), message: 'eu: began' },
      ],
      identities: ['id'],
      links: [{ title: 'eu: Logs', url: 'https://eu.example' }],
    });
  });

  it('has a setting only where every copy has it, and tells every value', async () => {
    const { memory, group } = setUp();
    tell(memory, {
      eu: {
        settings: [
          { name: 'MODE', value: 'production' },
          { name: 'SAME', value: 'a' },
          { name: 'ONE' },
          { name: 'HALF', value: 'a' },
        ],
      },
      us: {
        settings: [
          { name: 'MODE', value: 'test' },
          { name: 'SAME', value: 'a' },
          { name: 'HALF' },
        ],
      },
    });
    expect((await read(group)).settings).toEqual([
      { name: 'HALF' },
      { name: 'MODE', value: 'production, test' },
      { name: 'SAME', value: 'a' },
    ]);
  });

  it('has the settings of all parts where they run different things', async () => {
    const { memory, group } = setUp();
    tell(memory, {
      api: { settings: [{ name: 'DATABASE_URL' }] },
      app: { settings: [{ name: 'API_BASE' }] },
    });
    const config: GroupConfig = {
      type: 'group',
      parts: [part('api', 'api'), part('app', 'web')],
    };
    expect((await read(group, config)).settings).toEqual([
      { name: 'API_BASE' },
      { name: 'DATABASE_URL' },
    ]);
  });
});

describe('references of a group to secrets', () => {
  it('go by the plain names of settings, and say where one does not resolve', async () => {
    const { memory, group } = setUp();
    const fine = { resolved: true, status: 'Resolved' };
    memory.configurationReferences = async ({ name }) => [
      { name: 'TOKEN', ...fine },
      name === 'us'
        ? { name: 'KEY', resolved: false, status: 'SecretNotFound' }
        : { name: 'KEY', ...fine },
    ];
    const found = await group.configurationReferences(regions, context());
    expect(found).toEqual([
      { name: 'TOKEN', ...fine },
      {
        name: 'KEY',
        resolved: false,
        status: 'SecretNotFound',
        message: 'us: SecretNotFound',
      },
    ]);
  });
});

describe('what the parts of a group ran before', () => {
  const image = (letter: string) => [
    {
      component: 'api',
      identity: { image: 'registry.example/api', digest: DIGEST(letter) },
    },
  ];

  it('is asked of those that can tell, for their own components', async () => {
    const { memory, group } = setUp();
    memory.earlier = async ({ components }) => [
      { label: components.join(), artifact: image('a') },
    ];
    const request = { config: mixed, components: ['api', 'web'] };
    expect(await group.earlier(request, context())).toEqual([
      { label: 'api', artifact: image('a') },
    ]);
  });

  it('names what copies share once', async () => {
    const { memory, group } = setUp();
    memory.earlier = async ({ config }) => [
      { label: `td-${config.name}:1`, artifact: image('a') },
      { label: 'api:sha-a', artifact: image('a') },
    ];
    const request = { config: regions, components: ['api'] };
    const found = await group.earlier(request, context());
    expect(found.map(({ label }) => label)).toEqual([
      ...['td-eu:1', 'api:sha-a', 'td-us:1'],
    ]);
  });

  it('is an error where nobody can tell', async () => {
    const { group } = setUp();
    const request = { config: regions, components: ['api'] };
    await expect(group.earlier(request, context())).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('what it could run again'),
    });
  });
});

describe('a task beside a group', () => {
  const request = (component: string) => ({
    intentId: 'op:deploy',
    config: mixed,
    component,
    command: ['npm', 'run', 'undo'],
  });

  it('runs beside the part with its component, and tells its exit code', async () => {
    const { memory, group } = setUp();
    const beside: MemoryConfig[] = [];
    memory.runTask = async ({ config, command }) => {
      beside.push(config);
      return { externalId: command.join(' ') };
    };
    memory.followTask = async ({ externalId }) => ({
      status: 'failed',
      message: externalId,
      exitCode: 3,
    });
    const { externalId } = await group.runTask(request('api'), context());
    expect(beside).toEqual([mixed.parts[0].target]);
    const asked = { ...request('api'), externalId };
    expect(await group.followTask(asked, context())).toEqual({
      status: 'failed',
      message: 'npm run undo',
      exitCode: 3,
    });
  });

  it('is refused where no part with its component runs tasks', async () => {
    const { memory, group } = setUp();
    memory.runTask = async () => ({ externalId: 'x' });
    await expect(
      group.runTask(request('web'), context()),
    ).rejects.toMatchObject({
      trouble: 'refused',
      message: 'No part can run a task for web',
    });
  });
});
