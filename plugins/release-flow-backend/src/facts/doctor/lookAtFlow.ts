import type { ReleaseFlowSpec } from 'backstage-plugin-release-flow-common';
import type { FlowRecord } from '../../database';
import {
  decidingGates,
  type Capability,
  type FlowFacts,
} from '../../policy/doctor';
import type { FactSources } from '../gatherFacts';
import type { Providers } from '../Providers';
import type { Look } from './Look';

/** What a flow by itself is compared with. */
export async function lookAtFlow(
  { providers, membership }: Pick<FactSources, 'providers' | 'membership'>,
  { spec, error }: FlowRecord,
  look: Look,
): Promise<FlowFacts> {
  return {
    spec,
    error,
    capabilities: capabilitiesOf(providers),
    members: spec
      ? await look.read('Groups of the flow', () =>
          membership.members(groupsOf(spec)),
        )
      : undefined,
  };
}

function groupsOf({ environments, paths }: ReleaseFlowSpec): string[] {
  const refs = environments.flatMap(environment => [
    ...decidingGates(environment, paths).flatMap(({ from }) => from),
    ...Object.values(environment.allow ?? {}).flat(),
  ]);
  return [...new Set(refs)];
}

function capabilitiesOf({ targets }: Providers): FlowFacts['capabilities'] {
  return Object.fromEntries(
    [...targets].map(([type, target]) => {
      const can: Array<[Capability, unknown]> = [
        ['references', target.configurationReferences],
        ['settings', target.runtime],
        ['inspection', target.inspect],
        ['tasks', target.runTask],
      ];
      return [type, can.filter(([, method]) => method).map(([it]) => it)];
    }),
  );
}
