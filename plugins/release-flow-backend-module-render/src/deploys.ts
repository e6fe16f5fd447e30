import type {
  Artifact,
  ArtifactIdentity,
} from 'backstage-plugin-release-flow-common';
import type { RenderDeploy } from './answers';

const UNDER_WAY = new Map([
  ['created', 'Render has made the deploy'],
  ['queued', 'The deploy waits in Render’s queue'],
  ['build_in_progress', 'Render is building'],
  ['pre_deploy_in_progress', 'The pre-deploy command is running'],
  [
    'update_in_progress',
    'New instances are starting; the old ones serve until they are healthy',
  ],
]);

const FAILED = new Map([
  ['build_failed', 'The build failed'],
  ['pre_deploy_failed', 'The pre-deploy command failed'],
  ['update_failed', 'The new instances did not become healthy'],
  ['canceled', 'The deploy was cancelled'],
]);

/** What goes on, for people; `undefined` once it is over. */
export function underWay({ status }: RenderDeploy): string | undefined {
  return UNDER_WAY.get(status);
}

/** Why it did not come to serve, for people. */
export function failureOf({ status }: RenderDeploy): string | undefined {
  return FAILED.get(status);
}

export function isLive({ status }: RenderDeploy): boolean {
  return status === 'live';
}

/** It served once, so Render can go back to it without a build. */
export function hasServed({ status }: RenderDeploy): boolean {
  return status === 'live' || status === 'deactivated';
}

/** What a deploy brings: the commit, or the digest that the image's name was resolved to. */
export function identityOf({
  commit,
  image,
}: RenderDeploy): ArtifactIdentity | undefined {
  const digest = image?.sha?.replace(/^(?!sha256:)/, 'sha256:');
  if (image?.ref && digest && /^sha256:[0-9a-f]{64}$/.test(digest)) {
    return { image: imageName(image.ref), digest };
  }
  return commit?.id && /^[0-9a-f]{40}$/.test(commit.id)
    ? { commit: commit.id }
    : undefined;
}

export function artifactOf(
  component: string,
  deploy: RenderDeploy | undefined,
): Artifact | undefined {
  const identity = deploy && identityOf(deploy);
  return identity && [{ component, identity }];
}

export function isOf(deploy: RenderDeploy, wanted: ArtifactIdentity): boolean {
  const identity = identityOf(deploy);
  if (!identity) return false;
  return 'digest' in identity
    ? 'digest' in wanted && identity.digest === wanted.digest
    : 'commit' in wanted && identity.commit === wanted.commit;
}

/** A name without tag and digest; a port stays. */
function imageName(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
