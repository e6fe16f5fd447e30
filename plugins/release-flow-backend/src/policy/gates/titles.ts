import type {
  Accepts,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import {
  builtInGates,
  type ApprovalsConfig,
  type ChecklistConfig,
  type ChecksConfig,
  type FreezeConfig,
  type HttpGateConfig,
  type SignOffConfig,
  type WaitConfig,
} from '../gateSchemas';
import type { TagPlaceConfig } from '../planGates';
import { approvalsTitle, signOffTitle } from './approvals';
import { TITLE as ARTIFACT_AVAILABLE } from './artifactAvailable';
import { checklistTitle } from './checklist';
import { checksTitle } from './checks';
import { TITLE as CONFIGURATION_RESOLVED } from './configurationResolved';
import { TITLE as NO_FREEZE, WINDOW_TITLE } from './freeze';
import { httpTitle } from './http';
import { TITLE as INFRASTRUCTURE_APPLIED } from './infrastructureApplied';
import { provenTitle, RAN_HERE_TITLE } from './provenUpstream';
import { ACCEPTED_TITLE, TITLE as PUBLISHED } from './source';
import { tagPlaceTitle } from './tagPlace';
import { waitTitle } from './wait';

/** The gate with its defaults, as it is judged; as declared where this kind is not built in. */
export function withDefaults(gate: TypedConfig): TypedConfig {
  const parsed = builtInGates.get(gate.type)?.safeParse(gate);
  return parsed?.success ? (parsed.data as TypedConfig) : gate;
}

/** Where a gate stands: on a path, or in front of the way back. */
export interface GatePlace {
  from: string | null;
  intent?: 'promote' | 'rollback';
  accepts?: Accepts[];
}

const isUnpublished = (accept: Accepts) =>
  typeof accept === 'string' ||
  'branch' in accept ||
  accept.release !== 'published';

/** How a declared gate reads to people, in the words it is judged with; `undefined` for kinds of modules. */
export function gateTitle(
  declared: TypedConfig,
  { from, intent = 'promote', accepts = [] }: GatePlace,
): string | undefined {
  const gate: unknown = withDefaults(declared);
  switch (declared.type) {
    case 'source':
      return accepts.some(isUnpublished) ? ACCEPTED_TITLE : PUBLISHED;
    case 'proven-upstream':
      return intent === 'rollback' ? RAN_HERE_TITLE : provenTitle(from);
    case 'artifact-available':
      return ARTIFACT_AVAILABLE;
    case 'configuration-resolved':
      return CONFIGURATION_RESOLVED;
    case 'infrastructure-applied':
      return INFRASTRUCTURE_APPLIED;
    case 'checks':
      return checksTitle(gate as ChecksConfig);
    case 'approvals':
      return approvalsTitle(gate as ApprovalsConfig);
    case 'sign-off':
      return signOffTitle(gate as SignOffConfig);
    case 'checklist':
      return checklistTitle(gate as ChecklistConfig);
    case 'wait':
      return waitTitle(gate as WaitConfig, from);
    case 'freeze':
      return (gate as FreezeConfig).windows ? WINDOW_TITLE : NO_FREEZE;
    case 'http':
      return httpTitle(gate as HttpGateConfig);
    case 'tag-place':
      return tagPlaceTitle(gate as TagPlaceConfig);
    default:
      return undefined;
  }
}
