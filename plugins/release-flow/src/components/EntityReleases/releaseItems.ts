import type {
  EnvironmentState,
  ReleaseView,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import { standstill, type DialogRequest } from './serviceContext';

export interface ReleaseItem {
  id: string;
  label: string;
  request: DialogRequest;
  isDangerous?: boolean;
  /** Why it can't be chosen. */
  refusal: string | undefined;
}

/** Drafts and builds have no tag that could stand elsewhere. */
function mayHaveMoved({ state }: ReleaseView): boolean {
  return state === 'published' || state === 'prerelease';
}

/** Drafts with an artifact that nobody rejected. */
export function mayBePublished(release: ReleaseView): boolean {
  const { state, artifact, rejected } = release;
  return state === 'draft' && Boolean(artifact) && !rejected;
}

/** What may be done with a release; what may not stays in sight, with the reason. */
export function itemsOfRelease(
  release: ReleaseView,
  service: ServiceState,
  takers: EnvironmentState[],
): ReleaseItem[] {
  const { tag } = release;
  const { changelog, canPublish, canReject } = service.release;
  const stopped = standstill(service);
  const unless = (allowed: boolean, act: string) =>
    allowed ? undefined : `You may not ${act}`;
  const items: ReleaseItem[] = takers.map(environment => ({
    id: environment.id,
    label: `Promote to ${environment.title}…`,
    request: {
      kind: 'promote',
      environment,
      release: { id: release.id, label: tag },
    },
    refusal:
      stopped ??
      unless(environment.can.promote, `promote to ${environment.title}`),
  }));
  if (mayBePublished(release)) {
    items.push({
      id: 'publish',
      label: 'Publish…',
      request: { kind: 'publish', release },
      refusal: stopped ?? unless(canPublish, 'publish here'),
    });
  }
  if (release.state !== 'build') {
    items.push({
      id: 'notes',
      label: release.notes ? 'Edit the notes…' : 'Write notes…',
      request: { kind: 'notes', release },
      refusal: stopped ?? unless(canPublish, 'write notes here'),
    });
  }
  if (changelog) {
    items.push({
      id: 'changelog',
      label: `Propose its entry in ${changelog}…`,
      request: { kind: 'changelog', release },
      refusal: stopped ?? unless(canPublish, 'propose changes here'),
    });
  }
  if (mayHaveMoved(release)) {
    items.push({
      id: 'move-tag',
      label: 'Put back its tag…',
      request: { kind: 'move-tag', release },
      refusal:
        stopped ??
        unless(
          service.environments.some(({ can }) => can.override),
          'move tags here',
        ),
    });
  }
  const weight = release.critical ? 'not-critical' : 'critical';
  const verdict = release.rejected ? 'accept' : 'reject';
  return [
    ...items,
    {
      id: weight,
      label: release.critical
        ? 'Take the mark critical back…'
        : 'Mark as critical…',
      request: { kind: weight, release },
      refusal: unless(canPublish, 'mark releases here'),
    },
    {
      id: verdict,
      label: release.rejected ? 'Take the rejection back…' : 'Reject…',
      request: { kind: verdict, release },
      isDangerous: verdict === 'reject',
      refusal: unless(canReject, 'reject releases here'),
    },
  ];
}
