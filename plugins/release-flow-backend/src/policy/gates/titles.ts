import type { TypedConfig } from 'backstage-plugin-release-flow-common';
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
import { approvalsTitle, signOffTitle } from './approvals';
import { TITLE as ARTIFACT_AVAILABLE } from './artifactAvailable';
import { checklistTitle } from './checklist';
import { checksTitle } from './checks';
import { TITLE as CONFIGURATION_RESOLVED } from './configurationResolved';
import { TITLE as NO_FREEZE, WINDOW_TITLE } from './freeze';
import { httpTitle } from './http';
import { TITLE as INFRASTRUCTURE_APPLIED } from './infrastructureApplied';
import { provenTitle } from './provenUpstream';
import { TITLE as SOURCE_ACCEPTED } from './source';
import { waitTitle } from './wait';

/** The gate with its defaults, as it is judged; as declared where this kind is not built in. */
export function withDefaults(gate: TypedConfig): TypedConfig {
  const parsed = builtInGates.get(gate.type)?.safeParse(gate);
  return parsed?.success ? (parsed.data as TypedConfig) : gate;
}

/** How a declared gate reads to people, in the words it is judged with; `undefined` for kinds of modules. */
export function gateTitle(
  declared: TypedConfig,
  from: string | null,
): string | undefined {
  const gate: unknown = withDefaults(declared);
  switch (declared.type) {
    case 'source':
      return SOURCE_ACCEPTED;
    case 'proven-upstream':
      return provenTitle(from);
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
    default:
      return undefined;
  }
}
