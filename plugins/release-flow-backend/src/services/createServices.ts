import type { FactSources } from '../facts/gatherFacts';
import type { Access } from './Access';
import { Audience } from './Audience';
import { DecisionService } from './DecisionService';
import { EnvironmentService } from './EnvironmentService';
import { EphemeralService } from './EphemeralService';
import { OperationWriter, type ChangeNotice } from './OperationWriter';
import { OverviewService } from './OverviewService';
import { PromotionReadService } from './PromotionReadService';
import { PromotionService } from './PromotionService';
import { ReadService, type Refresh } from './ReadService';
import { ReleaseService } from './ReleaseService';

export interface ServicesOptions {
  sources: FactSources;
  access: Access;
  changed: ChangeNotice;
  effects: 'enabled' | 'disabled';
  refresh: Refresh;
}

export type Services = ReturnType<typeof createServices>;

/** The use cases, each behind the one authorising layer. */
export function createServices(options: ServicesOptions) {
  const { sources, access, changed, effects, refresh } = options;
  const { stores, membership } = sources;
  const audience = new Audience(membership);
  const writer = new OperationWriter(stores, changed);
  const ephemeral = new EphemeralService(sources, access, writer);
  const inbox = new PromotionReadService(stores, access, audience);
  return {
    decisions: new DecisionService(stores, access, writer),
    environments: new EnvironmentService(stores, access),
    ephemeral,
    inbox,
    overview: new OverviewService(stores, access),
    promotions: new PromotionService(sources, access, writer, ephemeral),
    read: new ReadService(stores, access, audience, inbox, {
      effects,
      refresh,
    }),
    releases: new ReleaseService(stores, access, writer),
  };
}
