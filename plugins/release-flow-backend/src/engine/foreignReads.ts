import { artifactKey } from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import { isBetween } from '../policy/between';
import { configuredKey } from './observeTarget';

/** One reading may be of the moment in between; the second says that somebody else deployed. */
export const OVERTAKEN_AFTER_READS = 2;

export interface ForeignReads {
  key: string;
  count: number;
}

/** Readings in a row of an artifact that is neither wanted nor what ran before. */
export function foreignReads(
  operation: OperationRecord,
  observation: TargetObservation,
): ForeignReads {
  const key = configuredKey(observation) ?? observation.label ?? 'unknown';
  const { base } = operation.plan!;
  const { before, foreign } = operation.memory;
  const own = [operation.artifactKey, before, base && artifactKey(base)];
  if (own.includes(key) || isBetween(observation, own)) {
    return { key: '', count: 0 };
  }
  return { key, count: foreign?.key === key ? foreign.count + 1 : 1 };
}

export function overtaken(
  observation: TargetObservation,
  foreign: ForeignReads,
) {
  return {
    code: 'overtaken',
    message: `Something else was deployed while this was under way: ${observation.label ?? foreign.key}.`,
  };
}
