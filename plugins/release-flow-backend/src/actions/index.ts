import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Services } from '../services/createServices';
import { registerGetStatus } from './getStatus';
import { registerPreflight } from './preflight';
import { registerRequestPromotion } from './requestPromotion';

/**
 * What agents may do through the actions registry: look, and ask. Nothing here decides, overrides or
 * touches anything but a service.
 */
export function registerActions(
  registry: ActionsRegistryService,
  services: Services,
  appUrl: string | undefined,
): void {
  registerGetStatus(registry, services);
  registerPreflight(registry, services);
  registerRequestPromotion(registry, services, appUrl);
}
