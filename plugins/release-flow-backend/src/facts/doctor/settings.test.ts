import {
  ProviderError,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import {
  MemoryTarget,
  type MemoryConfig,
} from '../../providers/group/__testUtils__/MemoryTarget';
import { GroupTarget } from '../../providers/group/GroupTarget';
import { Look } from './Look';
import { lookAtSettings } from './settings';

const part = (name: string, type = 'memory') => ({
  name,
  components: ['api'],
  target: { type, name },
});

/** Targets that tell their settings; those of the kind `silent` tell of no secret store. */
function setUp(
  tells: Record<string, { settings: string[]; references?: string[] }>,
) {
  const runtime = async ({ config }: { config: MemoryConfig }) => ({
    state: 'ACTIVE',
    instances: [],
    settings: tells[config.name].settings.map(name => ({ name })),
    events: [],
    identities: [`id-${config.name}`],
    links: [],
  });
  const memory = new MemoryTarget();
  const silent = new MemoryTarget();
  Object.assign(memory, { runtime });
  Object.assign(silent, { runtime });
  memory.configurationReferences = async ({ name }) => {
    const { references } = tells[name];
    if (!references) throw new ProviderError('unavailable', `${name} is down`);
    const fine = { resolved: true, status: 'Resolved' };
    return references.map(it => ({ name: it, ...fine }));
  };
  const targets = new Map<string, TargetProvider>([
    ['memory', memory],
    ['silent', silent],
  ]);
  targets.set('group', new GroupTarget(targets));
  const look = new Look(10_000, false);
  const at = (target: { type: string }) =>
    lookAtSettings({ targets }, { target, targetName: 'the site' }, look);
  return { at, look };
}

const both = { settings: ['KEY', 'MODE'], references: ['KEY'] };

it('tells the settings of a target, and which come from a secret store', async () => {
  const { at, look } = setUp({ one: both });
  expect(await at({ type: 'memory', name: 'one' } as any)).toEqual({
    held: [both],
    identities: ['id-one'],
  });
  expect(look.looked).toEqual([
    'Settings of the site',
    'Secret references of the site',
  ]);
});

it('tells them of each part of a group, by its name', async () => {
  const plain = { settings: ['KEY'], references: [] };
  const { at, look } = setUp({ eu: both, us: plain });
  const parts = [part('eu'), part('us')];
  expect(await at({ type: 'group', parts } as any)).toEqual({
    held: [
      { part: 'eu', ...both },
      { part: 'us', ...plain },
    ],
    identities: ['id-eu', 'id-us'],
  });
  expect(look.looked).toContain('Secret references of us of the site');
});

it('says nothing of the settings of a part that tells of no secret store', async () => {
  const { at, look } = setUp({ eu: both, us: { settings: ['KEY'] } });
  const parts = [part('eu'), part('us', 'silent')];
  expect(await at({ type: 'group', parts } as any)).toEqual({
    held: [{ part: 'eu', ...both }],
    identities: ['id-eu', 'id-us'],
  });
  expect(look.unread).toEqual([]);
});

it('names the part that could not be asked', async () => {
  const { at, look } = setUp({ eu: both, us: { settings: ['KEY'] } });
  const parts = [part('eu'), part('us')];
  const { held } = await at({ type: 'group', parts } as any);
  expect(held).toEqual([{ part: 'eu', ...both }]);
  expect(look.unread).toEqual([
    { what: 'Secret references of us of the site', why: 'us is down' },
  ]);
});
