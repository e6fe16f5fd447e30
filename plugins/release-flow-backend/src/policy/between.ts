import { artifactKey } from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';

/**
 * Whether every part of a target is set to what one of these artifacts has there: on its way from
 * one to the other, and touched by nobody else. A target without parts is never between.
 */
export function isBetween(
  { parts }: Pick<TargetObservation, 'parts'>,
  keys: Array<string | null | undefined>,
): boolean {
  const allowed = new Set(keys.flatMap(key => key?.split(',') ?? []));
  return (parts ?? []).length > 0
    ? parts!.every(
        ({ configured }) =>
          configured?.every(part => allowed.has(artifactKey([part]))) ?? false,
      )
    : false;
}
