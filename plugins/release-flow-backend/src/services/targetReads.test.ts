import { TestDatabases } from '@backstage/backend-test-utils';
import { artifactKey } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';
import type { Binding } from '../policy/binding';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const SERVICE = exampleBinding().service.ref;
const ada = person('ada');
const all = { limit: 100 };

function openTo(act: 'operate' | 'rollback', group: string): Binding {
  const binding = exampleBinding();
  return {
    ...binding,
    source: { ...binding.source, migrations: ['migrations/**'] },
    environments: binding.environments.map(environment => ({
      ...environment,
      allow: { ...environment.allow, [act]: [group] },
    })),
  };
}

async function setUp(binding = openTo('operate', 'group:default/qfa')) {
  const harness = await Harness.create(
    await databases.init('SQLITE_3'),
    binding,
  );
  harness.release('v0.3.6', 'a', 'published');
  harness.release('v0.3.7', 'b', 'published');
  harness.world.live.set('prd', harness.artifact('a'));
  await harness.look();
  const target = harness.context.providers.targets.get(
    'fake',
  ) as TargetProvider;
  return { harness, target, ...useCasesOf(harness) };
}

describe('logs', () => {
  const line = { at: '2026-01-01T00:00:00.000Z', text: 'ERROR no database' };

  it('are read when somebody asks who may operate, and that is audited', async () => {
    const { target, targetReads, audited } = await setUp();
    const asked: unknown[] = [];
    target.logs = async request => {
      asked.push(request);
      return [line];
    };
    const since = '2026-01-01T00:00:00Z';
    expect(
      await targetReads.logs(ada, SERVICE, 'prd', { since, limit: 5 }),
    ).toEqual({ environment: 'prd', lines: [line], message: '', links: [] });
    expect(asked).toEqual([
      { config: { type: 'fake', name: 'prd' }, since, limit: 5 },
    ]);
    expect(audited).toEqual(['logs: success']);
  });

  it('are refused to who may not, and that is audited too', async () => {
    const leads = openTo('operate', 'group:default/qfa-leads');
    const { target, targetReads, audited } = await setUp(leads);
    target.logs = async () => {
      throw new Error('must not be asked');
    };
    await expect(
      targetReads.logs(ada, SERVICE, 'prd', all),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(audited).toEqual(['logs: fail']);
  });

  it('say what is in the way, with the pages of the platform', async () => {
    const { harness, target, targetReads } = await setUp();
    const page = (title: string) => ({
      title,
      url: `https://p.example/${title}`,
    });
    await harness.stores.runtimes.claim(
      { serviceRef: SERVICE, environment: 'prd' },
      '2026',
      '2027',
    );
    await harness.stores.runtimes.update(
      { serviceRef: SERVICE, environment: 'prd' },
      {
        reading: {
          runtime: {
            state: 'Running',
            instances: [],
            events: [],
            links: [page('Portal'), page('Log stream')],
          },
          settings: null,
          references: null,
          findings: null,
        },
      },
    );
    const read = () => targetReads.logs(ada, SERVICE, 'prd', all);
    expect(await read()).toMatchObject({
      lines: [],
      message: expect.stringContaining('does not give its log'),
      links: [page('Log stream')],
    });
    target.logs = async () => {
      throw new ProviderError('unauthorized', 'Azure wants a role for that');
    };
    expect(await read()).toMatchObject({
      lines: [],
      message: 'Azure wants a role for that',
    });
  });
});

describe('what a target ran before', () => {
  it('is offered when it is a deployment known here', async () => {
    const { harness, target, targetReads } = await setUp();
    target.earlier = async () => [
      { label: 'td:7', artifact: harness.artifact('a'), at: '2026' },
      { label: 'td:6', artifact: harness.artifact('f') },
    ];
    const { items } = await targetReads.earlier(ada, SERVICE, 'prd');
    expect(items).toMatchObject([
      {
        label: 'td:7',
        deployment: { label: 'v0.3.6', verified: true },
        message: 'Runs there now',
      },
      {
        label: 'td:6',
        at: null,
        deployment: null,
        message: expect.stringContaining('not offered'),
      },
    ]);
  });

  it('of one component is the deployment that had it, with the others', async () => {
    const binding = openTo('operate', 'group:default/qfa');
    binding.artifacts.push({ component: 'web', image: null, digest: null });
    const { harness, target, targetReads } = await setUp(binding);
    const [api] = harness.artifact('a');
    const web = { component: 'web', identity: { commit: COMMIT('a') } };
    await harness.stores.knex('deployments').delete();
    await harness.stores.deployments.add({
      ...{ id: 'both', serviceRef: SERVICE, environment: 'prd' },
      ...{ kind: 'recorded', intent: 'promote', label: 'v0.3.5' },
      ...{ artifact: [api, web], artifactKey: artifactKey([api, web]) },
      ...{ commit: COMMIT('a'), releaseId: null, buildId: null },
      ...{ operationId: null, actor: null, reason: null, sourceKey: null },
      verified: true,
      happenedAt: '2026-01-01T00:00:00.000Z',
      recordedAt: '2026-01-01T00:00:00.000Z',
    });
    target.earlier = async () => [
      { label: 'td:7', artifact: [api] },
      { label: 'td:6', artifact: harness.artifact('f') },
    ];
    const { items } = await targetReads.earlier(ada, SERVICE, 'prd');
    expect(items).toMatchObject([
      {
        label: 'td:7',
        deployment: { id: 'both', label: 'v0.3.5' },
        message: expect.stringMatching(/^Brings web of v0.3.5 with it\./),
      },
      { label: 'td:6', deployment: null },
    ]);
  });

  it('is nothing where the target does not tell, or can not be asked', async () => {
    const { target, targetReads } = await setUp();
    const read = () => targetReads.earlier(ada, SERVICE, 'prd');
    expect((await read()).message).toContain('does not tell');
    target.earlier = async () => {
      throw new ProviderError('unavailable', 'It is down');
    };
    expect(await read()).toMatchObject({ items: [], message: 'It is down' });
  });
});

describe('the guide of a promotion', () => {
  it('gives commands, and checks once it failed', async () => {
    const { harness, promotions, targetReads } = await setUp();
    await harness.stores.flows.put({
      ref: harness.binding.flow.ref,
      title: '',
      mode: 'enforce',
      revision: 'r1',
      spec: {
        troubleshooting: [{ title: 'Migration is stuck', steps: ['Look'] }],
      } as never,
      error: null,
      seenAt: '2026',
    });
    harness.world.runConclusion = 'failure';
    const { id } = await promotions.promote(ada, SERVICE, {
      environment: 'dev',
      release: 'v0.3.7',
      intent: 'promote',
    });
    const waiting = await targetReads.guide(ada, id);
    expect(waiting).toMatchObject({ checks: [], logs: { possible: true } });
    expect(waiting.commands[0]).toMatchObject({
      step: 'deploy',
      lines: [
        expect.stringContaining(
          'gh workflow run promote-to-dev.yaml --repo git.example/acme/qfa-backend --raw-field tag=v0.3.7',
        ),
      ],
    });
    await harness.run();
    const { checks } = await targetReads.guide(ada, id);
    expect(checks.map(({ title }) => title)).toEqual([
      expect.stringContaining('promote-to-dev.yaml'),
      'Migration is stuck',
    ]);
  });

  it('is there for promotions only', async () => {
    const { targetReads } = await setUp();
    await expect(targetReads.guide(ada, 'none')).rejects.toMatchObject({
      code: 'unknown-promotion',
    });
  });
});

/** From the first commit of `base` on, `files` changed; nothing the other way. */
async function changedSince(harness: Harness, base: string, files: string[]) {
  const { codeHost } = harness.context.providers;
  const compare = codeHost.compare.bind(codeHost);
  codeHost.compare = async (repo, from, to, context) => ({
    ...(await compare(repo, from, to, context)),
    files: from.startsWith(base) ? files : [],
  });
  await harness.stores.knex('comparisons').delete();
}

describe('a promotion', () => {
  it.each<[string[], unknown[]]>([
    [
      ['migrations/0007_add.py', 'src/app.py'],
      [
        {
          code: 'migrations-ahead',
          message:
            '1 migration is applied before it serves, so it starts later: migrations/0007_add.py.',
        },
      ],
    ],
    [['src/app.py'], []],
  ])('that changes %j warns %j', async (files, expected) => {
    const { harness, promotions } = await setUp(
      openTo('operate', 'group:default/qfa'),
    );
    await changedSince(harness, 'a', files);
    const { warnings } = await promotions.preflight(ada, SERVICE, {
      environment: 'prd',
      release: 'v0.3.7',
      intent: 'promote',
    });
    expect(warnings).toEqual(expected);
  });
});

describe('a rollback', () => {
  async function askBack(binding: Binding) {
    const found = await setUp(binding);
    const { harness, promotions } = found;
    await changedSince(harness, 'a', ['migrations/0007_add.py', 'src/app.py']);
    const [before] = await harness.stores.deployments.ofService(SERVICE, {
      environment: 'prd',
      limit: 1,
    });
    await harness.stores.deployments.add({
      ...before,
      id: 'newer',
      label: 'v0.3.7',
      kind: 'recorded',
      verified: true,
      artifact: harness.artifact('b'),
      artifactKey: 'api=newer',
      commit: 'b'.repeat(40),
      happenedAt: new Date().toISOString(),
    });
    await harness.stores.environments.update(SERVICE, 'prd', {
      deploymentId: 'newer',
    });
    const preflight = () =>
      promotions.preflight(ada, SERVICE, {
        environment: 'prd',
        deployment: before.id,
        intent: 'rollback',
      });
    return { ...found, before, preflight };
  }

  it('says which migrations stay', async () => {
    const { preflight } = await askBack(
      openTo('rollback', 'group:default/qfa'),
    );
    const { warnings } = await preflight();
    expect(warnings).toContainEqual({
      code: 'migrations-stay',
      message: expect.stringContaining(
        '1 migration was applied since and stays: migrations/0007_add.py',
      ),
    });
  });

  it('goes only to what was verified here, unless the flow says otherwise', async () => {
    const binding = openTo('rollback', 'group:default/qfa');
    const { harness, preflight, before } = await askBack(binding);
    await harness.stores
      .knex('deployments')
      .where({ id: before.id })
      .update({ kind: 'recorded', verified: false });
    const codes = async () =>
      (await preflight()).refusals.map(({ code }) => code);
    expect(await codes()).toContain('not-verified-here');
    const environments = binding.environments.map(environment => ({
      ...environment,
      rollback: { gates: 'same' as const, targets: 'any-earlier' as const },
    }));
    const open = JSON.stringify({ ...binding, environments });
    await harness.stores.knex('services').update({ binding: open });
    expect(await codes()).not.toContain('not-verified-here');
  });
});
