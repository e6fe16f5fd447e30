import type { Trigger } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord } from '../database/records';
import { acceptsRelease, matchesBranch } from './accepts';
import { isOurs } from './automatic';
import type { Binding, BoundEnvironment } from './binding';
import { placeProblem } from './tagPlace';
import { versionMatch } from './versions';

/** What an event of the source starts somewhere. */
export interface Started {
  event: Trigger;
  release: ReleaseRecord;
  /** When the event happened. */
  moment: string;
}

interface Source {
  releases: ReleaseRecord[];
  /** Commits that branches point to now. */
  heads: ReadonlySet<string>;
}

/** The newest release, tag or build that should start something in an environment by itself. */
export function newestFor(
  binding: Binding,
  environment: BoundEnvironment,
  { releases, heads }: Source,
): Started | undefined {
  const event = environment.deploy.automatic?.on;
  if (!event) return undefined;
  const place = (release: ReleaseRecord) =>
    event === 'push' && heads.has(release.commit!) ? '1' : '0';
  // Lists have the newest first; of those of one moment the first one is the newest.
  return [...releases]
    .reverse()
    .filter(
      release =>
        isMeant(binding, environment, release) &&
        release.artifact &&
        !release.problem &&
        // What others deploy happens all the same, and is to be seen.
        !(isOurs(environment) && placeProblem(release)) &&
        acceptsRelease(environment.accepts, release),
    )
    .flatMap(release => {
      const moment = momentOf(event, environment, release);
      return moment ? [{ event, release, moment }] : [];
    })
    .sort((a, b) =>
      `${place(a.release)}${a.moment}`.localeCompare(
        `${place(b.release)}${b.moment}`,
      ),
    )
    .at(-1);
}

function isMeant(
  binding: Binding,
  { deploy }: BoundEnvironment,
  release: ReleaseRecord,
): boolean {
  const { on, branch } = deploy.automatic!;
  const { state } = release;
  switch (on) {
    case 'release-drafted':
      return state === 'draft';
    case 'release-published':
      return state === 'published' || state === 'prerelease';
    case 'push':
      return (
        state === 'build' &&
        (branch
          ? matchesBranch(branch, release.branch)
          : release.branch === binding.source.branch)
      );
    default:
      return state !== 'draft' && state !== 'build';
  }
}

/** When an event of a release happened; `null` when it did not. */
export function momentOf(
  event: Trigger,
  { deploy }: Pick<BoundEnvironment, 'deploy'>,
  release: ReleaseRecord,
): string | null {
  if (event === 'release-published') return release.publishedAt;
  if (event !== 'tag') return release.firstSeenAt;
  const pattern = deploy.automatic?.tag;
  const tags =
    release.tags.length > 0
      ? release.tags
      : [{ name: release.tag, at: release.publishedAt ?? release.firstSeenAt }];
  return (
    tags
      .filter(({ name }) => !pattern || versionMatch(name, pattern))
      .map(({ at }) => at)
      .sort()
      .at(0) ?? null
  );
}
