import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { Harness } from '../__testUtils__/harness';
import { exampleBinding } from '../__testUtils__/bindings';
import { DoctorRunner } from './DoctorRunner';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SERVICE = 'component:default/qfa-backend';
const FLOW = exampleBinding().flow.ref;

describe.each(databases.eachSupportedId())('the doctor, %p', databaseId => {
  let harness: Harness;
  let runner: DoctorRunner;
  const doctor = () => harness.stores.doctor;
  const lease = async (minutes = 0) => {
    const now = (await harness.stores.now()).getTime() + minutes * 60_000;
    return {
      token: `lease-${minutes}`,
      now: new Date(now).toISOString(),
      until: new Date(now + 60_000).toISOString(),
    };
  };
  /** One claim and the look that it asks for; the name of what was looked at. */
  const look = async (minutes = 0) => {
    const claim = await lease(minutes);
    const record = await runner.claimDue(claim);
    if (record) await runner.run(record, claim.token);
    return record?.subjectRef;
  };
  const ask = async () => doctor().ask(SERVICE, 'service', (await lease()).now);

  beforeEach(async () => {
    const binding = exampleBinding({
      protection: [{ branch: 'main', forcePushes: false, directPushes: false }],
    });
    harness = await Harness.create(await databases.init(databaseId), binding);
    await harness.stores.flows.put({
      ref: FLOW,
      title: 'Azure',
      mode: 'enforce',
      revision: 'r1',
      spec: null,
      error: { field: 'spec.paths', message: 'must not be empty' },
      seenAt: (await lease()).now,
    });
    runner = new DoctorRunner(harness.context);
  });

  it('looks at services and flows by itself, but not at once', async () => {
    expect(await look()).toBeUndefined();
    const seen = [await look(5), await look(5), await look(5)];
    expect(seen.sort()).toEqual([SERVICE, FLOW, undefined]);
    expect((await doctor().get(SERVICE))?.lookedAt).not.toBeNull();
    expect((await doctor().get(FLOW))?.findings).toMatchObject([
      { code: 'flow-broken', subject: 'spec.paths' },
    ]);
  });

  it('looks again soon when a service was bound anew', async () => {
    await ask();
    await look();
    expect(await look(5)).toBe(FLOW);
    expect(await look(5)).toBeUndefined();
    const service = (await harness.stores.services.get(SERVICE))!;
    const { now } = await lease(6);
    await harness.stores.services.put({ ...service, boundAt: now });
    expect(await look(7)).toBeUndefined();
    expect(await look(12)).toBe(SERVICE);
  });

  it('looks at once when it is asked, and keeps what it found', async () => {
    await ask();
    expect(await look()).toBe(SERVICE);
    const record = (await doctor().get(SERVICE))!;
    expect(record.askedAt).toBeNull();
    expect(record.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['branch-unprotected', 'webhook-missing']),
    );
    expect(record.findings[0].severity).toBe('error');
    expect(record.unread).toEqual([]);
    expect(record.looked).toContain('Rules of branch main');
  });

  it('keeps a look that takes longer than a lease, and looks once', async () => {
    const { settings } = harness.world;
    const { environments } = settings;
    const meanwhile: Array<string | undefined> = [];
    let asked = 0;
    settings.environments = async () => {
      asked += 1;
      if (asked === 1) meanwhile.push(await look());
      return environments.call(settings);
    };
    await ask();
    const { token, now } = await lease();
    // The lease is over as soon as it is given.
    const record = (await runner.claimDue({ token, now, until: now }))!;
    await runner.run(record, token);
    expect(meanwhile).toEqual([undefined]);
    expect(asked).toBe(1);
    expect((await doctor().get(SERVICE))?.lookedAt).not.toBeNull();
  });

  it('gives up a look that somebody else has taken over', async () => {
    const access = jest.spyOn(harness.world.settings, 'access');
    await ask();
    const first = await lease();
    const record = (await runner.claimDue({ ...first, until: first.now }))!;
    expect(await runner.claimDue(await lease(1))).toMatchObject({
      subjectRef: SERVICE,
    });
    await runner.run(record, first.token);
    expect(access).not.toHaveBeenCalled();
    expect(await doctor().get(SERVICE)).toMatchObject({
      ...{ lookedAt: null, failures: 0 },
      askedAt: expect.anything(),
    });
  });

  it('says what it could not look at, and finds nothing there', async () => {
    harness.world.settings.refused.add('branchRules').add('hooks');
    await ask();
    await look();
    const record = (await doctor().get(SERVICE))!;
    expect(record.unread).toEqual([
      { what: 'Webhooks', why: 'GitHub refused to tell hooks' },
      {
        what: 'Rules of branch main',
        why: 'GitHub refused to tell branchRules',
      },
    ]);
    const codes = record.findings.map(({ code }) => code).join(' ');
    expect(codes).not.toMatch(/branch-|webhook-/);
  });

  it('takes no branch for unprotected that only an administrator sees', async () => {
    harness.world.settings.granted.isAdmin = false;
    await ask();
    await look();
    const { unread, findings } = (await doctor().get(SERVICE))!;
    expect(unread).toEqual([
      {
        what: 'Rules of branch main',
        why: expect.stringContaining('administrators only'),
      },
    ]);
    expect(findings.map(({ code }) => code).join(' ')).not.toMatch(/branch-/);
  });

  it('puts off what the quota does not allow, and keeps what it knew', async () => {
    await look();
    harness.world.settings.access = async () => {
      throw new ProviderError('rate-limited', 'put off', { retryAfterMs: 1 });
    };
    const seen = [await look(5), await look(5)];
    expect(seen).toContain(SERVICE);
    expect(await doctor().get(SERVICE)).toMatchObject({
      lookedAt: null,
      failures: seen.filter(ref => ref === SERVICE).length,
    });
  });

  it('counts the findings of a flow’s services', async () => {
    await ask();
    await look();
    const of = { flow: FLOW };
    expect(await doctor().countOfFlow(of)).toEqual({ looked: 1, well: 0 });
    expect(await doctor().findingsOfFlow(of)).toContainEqual({
      code: 'branch-unprotected',
      severity: 'error',
      count: 1,
      services: [{ ref: SERVICE, title: 'qfa-backend' }],
    });
    const nobody = {
      flow: FLOW,
      restrict: (query: any) => query.whereRaw('1 = 0'),
    };
    expect(await doctor().findingsOfFlow(nobody)).toEqual([]);
  });

  it('forgets a service that is gone', async () => {
    await ask();
    await look();
    await harness.stores.services.markRemoved([SERVICE], (await lease()).now);
    runner = new DoctorRunner(harness.context);
    await look(1);
    expect(await doctor().get(SERVICE)).toBeUndefined();
    expect(await harness.stores.knex('doctor_findings')).toEqual([]);
  });
});
