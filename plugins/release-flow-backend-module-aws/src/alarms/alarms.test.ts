import {
  testGateProvider,
  testVerificationProvider,
} from 'backstage-plugin-release-flow-node/testUtils';
import { clientsFor } from '../__testUtils__/clients';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { Alarms, type AlarmState } from './Alarms';
import { alarmsGate, judgeAlarms } from './alarmsGate';
import { alarmsVerification, judgeWatch } from './alarmsVerification';

const HOUR_MS = 3_600_000;
const target = {
  type: 'group',
  parts: [
    { name: 'web', target: { type: 'http-site', url: 'http://x' } },
    { name: 'api', target: { type: 'aws-ecs', region: 'eu-west-1' } },
  ],
};
const names = ['unifocus-prod-cpu', 'unifocus-prod-5xx'];
const context = () => ({ signal: new AbortController().signal });

describe('alarms', () => {
  let cloud: LocalCloud;
  let alarms: Alarms;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    alarms = new Alarms(clientsFor(cloud.aws));
  }, 30_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    await cloud.ask('DELETE', '/faults');
    await cloud.ask('POST', '/reset');
  });

  const set = (name: string, state: string) =>
    cloud.ask('POST', `/aws/alarms/${name}`, { state, reason: 'above 80' });

  testGateProvider('alarms', async () => {
    const world = {
      service: {
        ref: 'component:default/unifocus',
        repository: { host: 'github.com', slug: 'acme/unifocus' },
      },
      environment: { id: 'prod', tier: 'production', target, alarms: names },
      artifact: undefined,
      commit: undefined,
    };
    return {
      provider: alarmsGate(alarms),
      config: { type: 'alarms' },
      open: async () => world,
      shut: async () => {
        await set(names[1], 'ALARM');
        return world;
      },
      unreadable: async () => {
        await cloud.ask('POST', '/faults', {
          service: 'aws',
          match: 'DescribeAlarms$',
          status: 503,
        });
        return world;
      },
    };
  });

  testVerificationProvider('alarms', async () => {
    const now = Date.now();
    const world = (watchedMs: number) => ({
      artifact: [],
      environment: { id: 'prod', urls: {}, target, alarms: names },
      clock: {
        startedAt: new Date(now - watchedMs).toISOString(),
        now: new Date(now).toISOString(),
      },
      observe: async () => {
        throw new Error('The target is not asked');
      },
    });
    return {
      provider: alarmsVerification(alarms),
      config: { type: 'alarms', for: 'PT1H' },
      passing: async () => world(HOUR_MS),
      pending: async () => world(HOUR_MS - 1),
      failing: async () => {
        await set(names[0], 'ALARM');
        return world(60_000);
      },
    };
  });

  it('fails a verification for an alarm that went off and is quiet again', async () => {
    const provider = alarmsVerification(alarms);
    const config = provider.schema.parse({ type: 'alarms', for: 'PT1S' });
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    const check = async () =>
      provider.check(
        {
          config,
          artifact: [],
          environment: { id: 'prod', urls: {}, target, alarms: names },
          clock: { startedAt, now: new Date().toISOString() },
          observe: async () => {
            throw new Error('The target is not asked');
          },
        },
        context(),
      );
    expect((await check()).status).toBe('passed');
    await set(names[0], 'ALARM');
    await set(names[0], 'OK');
    expect(await check()).toMatchObject({
      status: 'failed',
      code: 'alarm-fired',
      message: expect.stringContaining(names[0]),
    });
  });

  it.each([
    [
      { type: 'aws-ecs', region: 'eu-west-1' },
      undefined,
      /No alarms are named/,
    ],
    [{ type: 'http-site' }, names, /in no AWS region/],
  ])('needs names and a region: %p', async (own, declared, message) => {
    const gate = alarmsGate(alarms);
    const read = async () =>
      gate.read(
        {
          config: gate.schema.parse({ type: 'alarms' }),
          service: { ref: '', repository: { host: '', slug: '' } },
          environment: {
            id: 'prod',
            tier: 'production',
            target: own,
            alarms: declared,
          },
          artifact: undefined,
          commit: undefined,
        },
        context(),
      );
    await expect(read()).rejects.toThrow(message);
  });
});

describe('judging alarms', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const state = (
    name: string,
    value: AlarmState['state'],
    minutesAgo = 600,
  ): AlarmState => ({
    name,
    state: value,
    ...(value !== 'MISSING' && {
      since: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    }),
  });
  const gate = (states: AlarmState[]) =>
    judgeAlarms({ type: 'alarms', for: 'PT1H' }, states, now);
  const watch = (states: AlarmState[], watchedMs = HOUR_MS) =>
    judgeWatch({ type: 'alarms', for: 'PT1H' }, states, { watchedMs, now });

  it.each([
    ['OK', 'passed', 'alarms-ok', /2 alarms are OK/],
    ['ALARM', 'waiting', 'alarm-firing', /^b in ALARM/],
    ['MISSING', 'blocked', 'alarm-missing', /no alarm b/],
    ['INSUFFICIENT_DATA', 'waiting', 'alarm-without-data', /^b without data/],
  ] as const)(
    '%s beside one that is OK is %s',
    (value, status, code, message) => {
      expect(gate([state('a', 'OK'), state('b', value)])).toMatchObject({
        status,
        code,
        message: expect.stringMatching(message),
      });
    },
  );

  it('waits until all were OK for the whole time, and says when', () => {
    expect(gate([state('a', 'OK', 60), state('b', 'OK', 59)])).toMatchObject({
      status: 'waiting',
      code: 'alarm-fresh',
      nextCheckAt: '2026-03-01T12:01:00.000Z',
    });
    expect(gate([state('a', 'OK', 60)])).toMatchObject({ status: 'passed' });
  });

  it.each([
    ['MISSING', 'alarm-missing'],
    ['INSUFFICIENT_DATA', 'alarm-without-data'],
  ] as const)('%s never passes a verification', (value, code) => {
    expect(watch([state('a', 'OK'), state('b', value)])).toMatchObject({
      status: 'running',
      code,
    });
  });

  it('watches for the whole time', () => {
    expect(watch([state('a', 'OK')], HOUR_MS - 1)).toMatchObject({
      status: 'running',
      nextCheckAt: '2026-03-01T12:00:30.000Z',
    });
    expect(watch([state('a', 'OK')])).toMatchObject({ status: 'passed' });
  });
});
