import type {
  TargetInstance,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import type { SiteFacts } from './siteFacts';

const HEALTH: Record<string, TargetInstance['health']> = {
  READY: 'healthy',
  STOPPED: 'unhealthy',
};

/** How a site runs. Values only of the settings that were named. */
export function siteRuntime(
  facts: SiteFacts,
  visibleSettings: string[],
): TargetRuntime {
  const { plan } = facts;
  return {
    state: facts.state,
    ...(facts.image && { image: facts.image.replace(/^DOCKER\|/i, '') }),
    instances: facts.instances.map(({ id, state }) => ({
      id,
      state,
      health: HEALTH[state] ?? 'unknown',
    })),
    ...(plan?.workers !== undefined && { scale: { desired: plan.workers } }),
    ...(plan?.sku && { instanceClass: plan.sku }),
    ...(facts.healthPath && { healthPath: facts.healthPath }),
    settings: Object.entries(facts.settings).map(([name, value]) => ({
      name,
      ...(visibleSettings.includes(name) && { value }),
    })),
    events: [],
    ...(facts.identities.length > 0 && { identities: facts.identities }),
    links: portalLinks(facts),
  };
}

export function portalLinks({
  id,
}: Pick<SiteFacts, 'id'>): TargetRuntime['links'] {
  if (!id) return [];
  const page = `https://portal.azure.com/#@/resource${id}`;
  return [
    { title: 'Azure portal', url: page },
    { title: 'Log stream', url: `${page}/logStream` },
    { title: 'Diagnose and solve problems', url: `${page}/troubleshoot` },
  ];
}
