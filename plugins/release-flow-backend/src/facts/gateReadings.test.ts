import { exampleBinding } from '../__testUtils__/bindings';
import type { ReleaseRecord } from '../database';
import { readGates } from './gateReadings';

const COMMIT = 'a'.repeat(40);
const TAGS = ['v0.4.0-stage', 'v0.4.0'];
const release = {
  state: 'published',
  tag: 'v0.4.0',
  tags: TAGS.map(name => ({ name })),
  commit: COMMIT,
} as unknown as ReleaseRecord;

/** Which text of the changelog a gate is given, where every place has one of its own. */
async function changelogRead(
  changelog: { at: 'tag' | 'branch'; branch: string },
  of: ReleaseRecord | undefined,
) {
  const codeHost = {
    fileAt: async (_repository: unknown, file: string, ref: string) =>
      `${file} at ${ref}`,
  };
  const binding = exampleBinding();
  const [environment] = binding.environments;
  const gates = [
    { type: 'source', changelog: { file: 'CHANGELOG.md', ...changelog } },
  ];
  const readings = await readGates({
    providers: { codeHost } as never,
    plan: { gates, commit: COMMIT } as never,
    ...{ binding, environment, release: of },
    now: new Date(),
    timeoutMs: 5_000,
  });
  const { changelog: text } = readings.get(0)!;
  return text && 'value' in text ? text.value : text;
}

it.each([
  ['at the first tag of a release', 'tag' as const, release, TAGS[0]],
  [
    'at the tag of a release that has no others',
    'tag' as const,
    { ...release, tags: [] },
    'v0.4.0',
  ],
  [
    'at the commit of a build',
    'tag' as const,
    { ...release, state: 'build' as never },
    COMMIT,
  ],
  ['on the branch', 'branch' as const, release, 'trunk'],
  [
    'on the branch also for a build',
    'branch' as const,
    { ...release, state: 'build' as never },
    'trunk',
  ],
])('reads the changelog %s', async (_, at, of, place) => {
  expect(await changelogRead({ at, branch: 'trunk' }, of)).toBe(
    `CHANGELOG.md at ${place}`,
  );
});

it('reads none where there is no release', async () => {
  const at = { at: 'branch', branch: 'trunk' } as const;
  expect(await changelogRead(at, undefined)).toBeUndefined();
});
