import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import { testTargetProvider } from 'backstage-plugin-release-flow-node/testUtils';
import { DIGEST } from '../../__testUtils__/bindings';
import { firstIssue } from '../../policy/fields';
import { MemoryTarget } from './__testUtils__/MemoryTarget';
import { GroupTarget } from './GroupTarget';
import type { GroupConfig } from './groupSchema';

const image = (component: string, letter: string): Artifact[number] => ({
  component,
  identity: { image: `registry.example/${component}`, digest: DIGEST(letter) },
});
const part = (name: string, component: string) => ({
  name,
  components: [component],
  target: { type: 'memory', name },
});
const config: GroupConfig = {
  type: 'group',
  parts: [part('api', 'api'), part('web', 'web')],
};
const regions: GroupConfig = {
  type: 'group',
  parts: [part('api-eu', 'api'), part('api-us', 'api')],
};
const context = () => ({ signal: new AbortController().signal });

function setUp() {
  const memory = new MemoryTarget();
  const targets = new Map<string, TargetProvider>([['memory', memory]]);
  const group = new GroupTarget(targets);
  targets.set('group', group);
  memory.live.set('api', [image('api', 'a')]);
  memory.live.set('web', [image('web', 'a')]);
  for (const { name } of regions.parts) {
    memory.live.set(name, [image('api', 'a')]);
  }
  return { memory, group };
}

const changeTo = (artifact: Artifact, to = config) => ({
  intentId: 'op:deploy',
  config: to,
  artifact,
});

testTargetProvider('a group of targets', async () => {
  const { memory, group } = setUp();
  const troubles = {
    'rate-limit': 'rate-limited',
    'server-error': 'unavailable',
    'dropped-connection': 'unavailable',
    'sign-in': 'unauthorized',
    'lost-answer': 'unknown-outcome',
  } as const;
  const [api, web] = config.parts;
  return {
    provider: group,
    config,
    aliases: [{ type: 'group', parts: [web, { ...api, name: 'backend' }] }],
    strangers: [regions, { type: 'group', parts: [api, part('app', 'web')] }],
    current: [image('api', 'a'), image('web', 'a')],
    next: [image('api', 'b'), image('web', 'a')],
    provesRunning: false,
    changes: async () => memory.changes.length,
    settle: async () => undefined,
    failNext: async (on, fault) => {
      const isSent =
        on === 'changes' &&
        ['server-error', 'dropped-connection'].includes(fault);
      memory.next = {
        on,
        error: new ProviderError(
          isSent ? 'unknown-outcome' : troubles[fault],
          'the wire is down',
          { retryAfterMs: 1000 },
        ),
        after: fault === 'lost-answer',
      };
    },
  };
});

describe('the parts of a group', () => {
  it('are checked by their own targets, with the field', () => {
    const { group } = setUp();
    const problem = (change: object) => {
      const result = group.schema.safeParse({ ...config, ...change });
      return result.success ? undefined : firstIssue(result.error, 'target');
    };
    const [api, web] = config.parts;
    expect(problem({})).toBeUndefined();
    const bad = { ...web, target: { type: 'memory', name: 'WEB' } };
    expect(problem({ parts: [api, bad] })).toEqual({
      field: 'target.parts[1].target.name',
      message: 'must be a lower case name',
    });
    const odd = { ...web, target: { ...web.target, colour: 'red' } };
    expect(problem({ parts: [api, odd] })?.field).toBe(
      'target.parts[1].target.colour',
    );
    const nested = { ...web, target: { ...config } };
    expect(problem({ parts: [api, nested] })?.field).toBe(
      'target.parts[1].target.type',
    );
    expect(problem({ parts: [api, { ...web, name: 'api' }] })?.message).toBe(
      "There is another part 'api'",
    );
    expect(problem({ parts: [api, { ...api, name: 'b' }] })?.message).toBe(
      'is the same target as another part',
    );
    expect(problem({ parts: [api] })?.field).toBe('target.parts');
  });

  it('are all claimed', () => {
    const { group } = setUp();
    expect(group.targetKeys(config)).toEqual(['memory:api', 'memory:web']);
  });

  it('are one artifact only while each one is known and the same', async () => {
    const { memory, group } = setUp();
    const look = (of: GroupConfig, components: string[]) =>
      group.observe({ config: of, components }, context());
    const both = await look(regions, ['api']);
    expect(both.configured).toEqual([image('api', 'a')]);
    expect(both.hosts).toEqual(['api-eu.example', 'api-us.example']);
    memory.live.set('api-us', [image('api', 'b')]);
    const differing = await look(regions, ['api']);
    expect(differing.configured).toBeUndefined();
    expect(differing.label).toMatch(/^api-eu: sha256:a+, api-us: sha256:b+$/);
    expect(differing.parts).toMatchObject([
      { name: 'api-eu', configured: [image('api', 'a')] },
      { name: 'api-us', configured: [image('api', 'b')] },
    ]);
    memory.live.delete('web');
    const silent = await look(config, ['api', 'web']);
    expect(silent.configured).toBeUndefined();
    expect(silent.label).toMatch(/^api: sha256:a+, web: an image tag$/);
  });

  it('are as healthy as the worst of them', async () => {
    const { memory, group } = setUp();
    const observe = memory.observe.bind(memory);
    memory.observe = async (request, at) => ({
      ...(await observe(request, at)),
      ...(request.config.name === 'web' && {
        health: { status: 'unhealthy' as 'healthy', message: 'Down' },
      }),
    });
    const seen = await group.observe(
      { config, components: ['api', 'web'] },
      context(),
    );
    expect(seen.health).toEqual({ status: 'unhealthy', message: 'web: Down' });
  });

  it('are each asked for the settings that they are said to have', async () => {
    const { memory, group } = setUp();
    const expected = {
      environment: 'prd',
      tier: 'production' as const,
      settings: [
        { name: 'BOTH' },
        { name: 'API', part: 'api' },
        { name: 'WEB', part: 'web' },
      ],
    };
    const found = await group.inspect({ config, expected }, context());
    expect(found).toEqual([]);
    expect(memory.expected).toEqual({
      api: ['BOTH', 'API'],
      web: ['BOTH', 'WEB'],
    });
  });

  it('that are set already are left alone, and all are sent where all are set', async () => {
    const { memory, group } = setUp();
    const next = [image('api', 'a'), image('web', 'b')];
    await group.deploy(changeTo(next), context());
    expect(memory.changes).toEqual(['web']);
    await group.deploy(changeTo(next), context());
    expect(memory.changes).toEqual(['web', 'api', 'web']);
  });

  it('name themselves when they refuse, and the rest is found absent', async () => {
    const { memory, group } = setUp();
    const change = changeTo([image('api', 'b'), image('web', 'b')]);
    memory.refusing = 'web';
    await expect(group.deploy(change, context())).rejects.toMatchObject({
      trouble: 'refused',
      message: 'web: it is locked',
    });
    expect(memory.changes).toEqual(['api']);
    expect(await group.lookup(change, context())).toBe('absent');
    memory.refusing = undefined;
    await group.deploy(change, context());
    expect(memory.changes).toEqual(['api', 'web']);
    expect(await group.lookup(change, context())).toBe('happened');
  });

  it('leave it unknown where one can not be asked', async () => {
    const { memory, group } = setUp();
    memory.lookup = async ({ config: { name } }) =>
      (name === 'web' ? 'unknown' : 'absent') as 'absent';
    const change = changeTo([image('api', 'b'), image('web', 'b')]);
    expect(await group.lookup(change, context())).toBe('unknown');
  });

  it('fail as one, and go on until the last is done', async () => {
    const { memory, group } = setUp();
    const change = changeTo([image('api', 'b'), image('web', 'b')]);
    const follow = () => group.follow(change, context());
    expect(await follow()).toMatchObject({ status: 'done' });
    memory.followed.set('web', { status: 'running', message: '1 of 2 tasks' });
    expect(await follow()).toEqual({
      status: 'running',
      message: 'web: 1 of 2 tasks',
    });
    memory.followed.set('api', { status: 'failed', message: 'it crashed' });
    expect(await follow()).toEqual({
      status: 'failed',
      message: 'api: it crashed',
    });
  });
});
