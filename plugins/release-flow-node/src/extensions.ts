import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { DeployerProvider } from './deployers';
import type { GateProvider } from './gates';
import type { RegistryLoginProvider } from './registryLogins';
import type { TargetProvider } from './targets';
import type { VerificationProvider } from './verifications';

/**
 * Where modules add what a flow may name. A name that is taken already fails that module's start.
 * @public
 */
export interface ReleaseFlowProvidersExtensionPoint {
  /** Adds what a flow's `target.type` may name. */
  addTarget(provider: TargetProvider): void;
  /** Adds what a flow's `verify[].type` may name. */
  addVerification(provider: VerificationProvider): void;
  /** Adds what a flow's `gates[].type` may name. */
  addGate(provider: GateProvider): void;
  /** Adds what a flow's `deploy.manual.deployer` may name. */
  addDeployer(provider: DeployerProvider): void;
  /** Adds a way to sign in to image registries; the first that is for a host signs in to it. */
  addRegistryLogin(provider: RegistryLoginProvider): void;
}

/** Reference of the extension point, for modules of the plugin `release-flow`. @public */
export const releaseFlowProvidersExtensionPoint =
  createExtensionPoint<ReleaseFlowProvidersExtensionPoint>({
    id: 'release-flow.providers',
  });
