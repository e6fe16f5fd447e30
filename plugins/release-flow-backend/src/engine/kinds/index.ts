import type { OperationKind } from 'backstage-plugin-release-flow-common';
import { branch } from './branch';
import { changelog } from './changelog';
import { ephemeralBuild, releaseRun } from './dispatched';
import { docsPublish } from './docsPublish';
import type { Kind } from './kind';
import { publish } from './publish';
import { releaseNotes } from './releaseNotes';
import { tagMove } from './tagMove';

export type { Kind } from './kind';

/** Every kind of operation but promotions, which have an engine of their own. */
export const KINDS: Partial<Record<OperationKind, Kind>> = {
  branch,
  changelog,
  'docs-publish': docsPublish,
  'ephemeral-build': ephemeralBuild,
  'release-run': releaseRun,
  publish,
  'release-notes': releaseNotes,
  'tag-move': tagMove,
};
